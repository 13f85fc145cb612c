package dev.tailrace.command;

import dev.tailrace.app.TailraceConfig;
import dev.tailrace.clickhouse.ClickHouseSchema;
import dev.tailrace.doctor.ClockLook;
import dev.tailrace.doctor.ConnectLook;
import dev.tailrace.doctor.Finding;
import dev.tailrace.doctor.Finding.Level;
import dev.tailrace.doctor.Findings;
import dev.tailrace.doctor.KafkaLook;
import dev.tailrace.doctor.LocalStackLook;
import dev.tailrace.doctor.MachineLook;
import dev.tailrace.doctor.RegistryLook;
import dev.tailrace.doctor.SchemaLook;
import dev.tailrace.lake.LakeReport;
import dev.tailrace.lake.LakeSchema;
import dev.tailrace.postgres.schema.ThingsSchema;
import dev.tailrace.stack.Ports;
import dev.tailrace.stack.StackState;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `tailrace doctor`.
@Command(
    name = "doctor",
    sortOptions = false,
    header = "Say what is wrong with this machine, the stack or a pipeline, and what to do.",
    description = {
      "",
      "With nothing named: this machine, the stack on --data and, while it runs, everything it is"
          + " made of. With addresses: what is named, and that alone. Changes nothing.",
      "",
      "One line for each finding: ok, warning or problem, and the remedy. Ends with 1 when there is"
          + " a problem."
    },
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  tailrace doctor",
      "  tailrace doctor --config /etc/tailrace.properties --connect-url http://connect:8083",
      "  tailrace doctor --bootstrap-server kafka:9092 --command-config client.properties",
      "  tailrace doctor --clickhouse-url http://clickhouse:8123 --json"
    })
final class DoctorCommand implements Callable<Integer> {
  @Mixin private TopologyOptions topology;

  @Option(
      names = "--connect-url",
      paramLabel = "URL",
      description = "REST interface of a Kafka Connect worker. Default: the stack's")
  private URI connectUrl;

  @Mixin private SchemaTarget stores;

  @Option(
      names = "--port-base",
      paramLabel = "N",
      defaultValue = "" + Ports.DEFAULT_BASE,
      description =
          "The first of the eight ports that 'tailrace up' would take. Default: ${DEFAULT-VALUE}")
  private int portBase;

  @Mixin private OutputOptions output;

  /// What `--json` prints.
  record Json(boolean ok, List<Line> findings) {
    record Line(String level, String subject, String what, String remedy) {}

    static Json of(Findings findings) {
      return new Json(
          !findings.hasProblem(),
          findings.all().stream()
              .map(
                  found ->
                      new Line(found.level().word(), found.subject(), found.what(), found.remedy()))
              .toList());
    }
  }

  @Override
  public Integer call() {
    Findings findings = new Findings();
    boolean isNothingNamed = !topology.isNamed() && connectUrl == null && stores.isNothingNamed();
    Optional<StackState> stack = isNothingNamed ? stores.data().runningStack() : Optional.empty();
    Optional<TailraceConfig> config = topology.config(stack);
    if (isNothingNamed) {
      new MachineLook(findings).run();
      new LocalStackLook(findings).run(stores.data().directory(), Ports.from(portBase));
    }
    config.ifPresent(
        found -> {
          new KafkaLook(findings).run(found);
          new RegistryLook(findings).run(found);
        });
    Optional.ofNullable(connectUrl)
        .or(() -> stack.map(StackState::connectUrl).map(URI::create))
        .ifPresent(new ConnectLook(findings)::run);
    if (stack.isPresent() || !stores.isNothingNamed()) {
      stores(findings);
    }
    print(findings);
    return findings.hasProblem() ? ExitCode.FAILED : ExitCode.OK;
  }

  private void stores(Findings findings) {
    SchemaLook schemas = new SchemaLook(findings);
    schemas.clickHouse(() -> stores.onClickHouse(ClickHouseSchema::verify));
    schemas.postgres(() -> stores.onPostgres(ThingsSchema::verify));
    schemas.lake(this::lake);
    ClockLook clocks = new ClockLook(findings, InstantSource.system());
    stores.runningClickHouse().ifPresent(clocks::clickHouse);
    stores.runningPostgres().ifPresent(clocks::postgres);
  }

  private Optional<LakeReport> lake() {
    Optional<LakeSchema> places = stores.lake();
    if (places.isEmpty()) {
      return Optional.empty();
    }
    try (LakeSchema schema = places.get()) {
      return Optional.of(schema.verify());
    }
  }

  private void print(Findings findings) {
    if (output.isJson()) {
      output.printJson(Json.of(findings));
      return;
    }
    findings.all().forEach(this::print);
    long problems = count(findings, Level.PROBLEM);
    long warnings = count(findings, Level.WARNING);
    output.out().printf("%d problems, %d warnings%n", problems, warnings);
    output.out().flush();
  }

  private void print(Finding found) {
    String remedy = found.remedy().isEmpty() ? "" : "  ->  " + found.remedy();
    output
        .out()
        .printf("%-8s %-11s %s%s%n", found.level().word(), found.subject(), found.what(), remedy);
  }

  private static long count(Findings findings, Level level) {
    return findings.all().stream().filter(found -> found.level() == level).count();
  }
}
