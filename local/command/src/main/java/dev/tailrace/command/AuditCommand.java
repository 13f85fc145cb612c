package dev.tailrace.command;

import dev.tailrace.audit.Audit;
import dev.tailrace.audit.AuditFollow;
import dev.tailrace.audit.AuditMetrics;
import dev.tailrace.audit.AuditPlaces;
import dev.tailrace.audit.AuditReport;
import dev.tailrace.audit.AuditRound;
import dev.tailrace.clickhouse.Endpoint;
import dev.tailrace.parts.Logging;
import dev.tailrace.postgres.PostgresAddress;
import dev.tailrace.stack.Ports;
import dev.tailrace.stack.Stack;
import dev.tailrace.stack.StackSettings;
import dev.tailrace.stack.StackState;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `tailrace audit`.
@Command(
    name = "audit",
    sortOptions = false,
    header = "Recompute from the raw topic what every store must hold, and compare.",
    description = {
      "",
      "Goes through tail.raw once more, by code that the sinks have no part in, and compares with"
          + " the events topic, the dead letters, ClickHouse, Parquet, Iceberg, Postgres and the"
          + " windows. Where something differs it names the row, its raw record and the column.",
      "",
      "Audits the running stack, which may be fed meanwhile; when none runs on the data directory,"
          + " starts it for as long as the audit takes. Ends with 0 when everything adds up, else"
          + " with 1."
    },
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  tailrace audit",
      "  tailrace audit --data /tmp/tailrace --json",
      "  tailrace audit --follow --interval PT30S --metrics-port 9470",
      "      go on, and tell Prometheus"
    })
final class AuditCommand implements Callable<Integer> {
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(30);

  @Spec private CommandSpec spec;
  @Mixin private DataOptions data;
  @Mixin private ClickHouseOptions clickHouse;
  @Mixin private PostgresOptions postgres;
  @Mixin private OutputOptions output;

  @Option(
      names = "--patience",
      paramLabel = "DURATION",
      defaultValue = "PT10M",
      description = {
        "How long to wait for a store that has not come as far as the raw topic; what is not there"
            + " then is lost.",
        "Default: ${DEFAULT-VALUE}"
      })
  private Duration patience;

  @Option(
      names = "--follow",
      description = {
        "Go on until Ctrl-C or SIGTERM, one line for each round (with --json one object). A store"
            + " is compared as far as it has come, and how far it is behind is its lag. Ends with"
            + " 0 when the last round added up, else with 1."
      })
  private boolean follow;

  @Option(
      names = "--interval",
      paramLabel = "DURATION",
      defaultValue = "PT30S",
      description = "With --follow: from one round to the next. Default: ${DEFAULT-VALUE}")
  private Duration interval;

  @Option(
      names = "--metrics-port",
      paramLabel = "N",
      description = {
        "With --follow: serve what the last round found at http://127.0.0.1:N/metrics for"
            + " Prometheus; 0 takes any free port."
      })
  private Integer metricsPort;

  @Override
  public Integer call() {
    return follow ? followStack() : auditOnce();
  }

  private Integer followStack() {
    StackState stack =
        data.runningStack()
            .orElseThrow(
                () ->
                    new ParameterException(
                        spec.commandLine(),
                        "no stack runs on %s: start one (tailrace up), or name its directory with --data"
                            .formatted(data.directory())));
    if (interval.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new ParameterException(
          spec.commandLine(), "--interval is " + interval + ": the shortest is PT1S");
    }
    AuditFollow rounds = new AuditFollow(places(stack), interval, InstantSource.system());
    try (StopSignal signal = StopSignal.install(rounds::stop, STOP_PATIENCE)) {
      int exitCode = follow(rounds);
      signal.endWith(exitCode);
      return exitCode;
    }
  }

  private int follow(AuditFollow rounds) {
    AtomicBoolean lastAddedUp = new AtomicBoolean(true);
    try (AuditMetrics metrics = metricsPort == null ? null : AuditMetrics.serve(metricsPort)) {
      if (metrics != null) {
        output.say("metrics at http://127.0.0.1:" + metrics.port() + "/metrics");
      }
      rounds.run(
          round -> {
            if (metrics != null) {
              metrics.record(round);
            }
            lastAddedUp.set(round.report().addsUp());
            printRound(round);
          },
          trouble -> output.say("no round: " + trouble.getMessage()));
    }
    return lastAddedUp.get() ? ExitCode.OK : ExitCode.FAILED;
  }

  private void printRound(AuditRound round) {
    output.out().println(output.isJson() ? AuditText.json(round) : AuditText.line(round));
    if (!output.isJson()) {
      output.out().print(AuditText.differences(round.report()));
    }
    output.out().flush();
  }

  private Integer auditOnce() {
    Optional<StackState> running = data.runningStack();
    AuditReport report;
    if (running.isPresent()) {
      report = audit(running.get());
    } else {
      Logging.alsoTo(data.log());
      try (Stack stack =
          Stack.start(stackSettings(), new StartView(output.err()), InstantSource.system())) {
        report = audit(stack.state());
      }
    }
    print(report);
    return report.addsUp() ? ExitCode.OK : ExitCode.FAILED;
  }

  private AuditReport audit(StackState stack) {
    return Audit.run(places(stack), output::say);
  }

  private AuditPlaces places(StackState stack) {
    Endpoint endpoint = clickHouse.endpoint().orElseGet(() -> Endpoint.of(stack.clickHouseUrl()));
    PostgresAddress address =
        postgres
            .address()
            .or(() -> postgres.of(stack))
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "the stack that runs on %s has no Postgres: start it again with this build, or name one with --postgres-url"
                            .formatted(data.directory())));
    return AuditPlaces.of(stack, endpoint, clickHouse.database(), address).withPatience(patience);
  }

  private StackSettings stackSettings() {
    return new StackSettings(
        data.directory(),
        Ports.anyFree(),
        clickHouse.endpoint(),
        clickHouse.database(),
        postgres.address(),
        Map.of(),
        StackSettings.SinkStart.CONTINUE,
        StackSettings.Roll.QUICK);
  }

  private void print(AuditReport report) {
    output.err().flush();
    if (output.isJson()) {
      output.printJson(AuditText.Json.of(report));
      return;
    }
    output.out().print(AuditText.table(report));
    output.out().flush();
  }
}
