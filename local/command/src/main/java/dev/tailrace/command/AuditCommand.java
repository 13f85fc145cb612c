package dev.tailrace.command;

import dev.tailrace.audit.Audit;
import dev.tailrace.audit.AuditPlaces;
import dev.tailrace.audit.AuditReport;
import dev.tailrace.audit.StoreVerdict;
import dev.tailrace.clickhouse.Endpoint;
import dev.tailrace.postgres.PostgresAddress;
import dev.tailrace.stack.Ports;
import dev.tailrace.stack.Stack;
import dev.tailrace.stack.StackSettings;
import dev.tailrace.stack.StackState;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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
    footer = {"  tailrace audit", "  tailrace audit --data /tmp/tailrace --json"})
final class AuditCommand implements Callable<Integer> {
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

  @Override
  public Integer call() {
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
    return Audit.run(places(stack), this::tell);
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

  private void tell(String words) {
    output.err().println(words);
    output.err().flush();
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
      output.printJson(Json.of(report));
      return;
    }
    output.out().print(text(report));
    output.out().flush();
  }

  /// What `--json` prints.
  record Json(boolean ok, String time, long raw, List<StoreVerdict> stores) {
    static Json of(AuditReport report) {
      return new Json(report.addsUp(), report.time().toString(), report.raw(), report.stores());
    }
  }

  static String text(AuditReport report) {
    StringBuilder text = new StringBuilder();
    text.append("%,d records on the raw topic%n".formatted(report.raw()));
    text.append(
        "%-24s %13s %13s %11s %11s %11s%n"
            .formatted("store", "expected", "found", "lost", "duplicated", "differing"));
    for (StoreVerdict verdict : report.stores()) {
      text.append(
          "%-24s %,13d %,13d %,11d %,11d %,11d%n"
              .formatted(
                  verdict.store(),
                  verdict.expected(),
                  verdict.found(),
                  verdict.lost(),
                  verdict.duplicated(),
                  verdict.differing()));
    }
    for (StoreVerdict verdict : report.stores()) {
      verdict
          .differences()
          .forEach(words -> text.append(verdict.store()).append(": ").append(words).append('\n'));
    }
    return text.append(report.addsUp() ? "everything adds up" : "DOES NOT ADD UP")
        .append('\n')
        .toString();
  }
}
