package dev.tailrace.command;

import dev.tailrace.parts.Logging;
import dev.tailrace.stack.Ports;
import dev.tailrace.stack.Stack;
import dev.tailrace.stack.StackSettings;
import dev.tailrace.stack.StackState;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `tailrace up`.
@Command(
    name = "up",
    sortOptions = false,
    header = "Start the whole stack on this machine and keep it running.",
    description = {
      "",
      "Kafka, the schema registry, the topology and Kafka Connect run in this process, ClickHouse"
          + " and Postgres beside it. Everything listens on 127.0.0.1 only. The data is kept in one"
          + " directory and survives any end. Ctrl-C or SIGTERM stops the stack in order."
    },
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  tailrace up --sample",
      "  tailrace up --data /var/lib/tailrace --port-base 19000",
      "  tailrace up --clickhouse-url http://127.0.0.1:8123"
    })
final class UpCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  @Mixin private DataOptions data;
  @Mixin private ClickHouseOptions clickHouse;
  @Mixin private PostgresOptions postgres;

  @Option(
      names = "--port-base",
      paramLabel = "N",
      defaultValue = "" + Ports.DEFAULT_BASE,
      description = {
        "The first of eight ports: Kafka N, registry N+1, ClickHouse N+2, Connect N+3, S3 N+4,"
            + " Iceberg N+5, Postgres N+6, topology N+7.",
        "Default: ${DEFAULT-VALUE}"
      })
  private int portBase;

  @Option(
      names = "--sample",
      description = "Let the bundled recorded events flow, 200 a second, as if they happened now.")
  private boolean sample;

  @Mixin private SettingOptions set;
  @Mixin private OutputOptions output;

  @Override
  public Integer call() throws InterruptedException {
    Logging.alsoTo(data.log());
    CountDownLatch stop = new CountDownLatch(1);
    PrintWriter err = output.err();
    try (StopSignal _ = StopSignal.install(stop::countDown, PATIENCE);
        Stack stack = Stack.start(stackSettings(), new StartView(err), InstantSource.system())) {
      announce(stack.state());
      if (sample) {
        stack.feedSample(SampleFile.path());
      }
      try (StatusView status = new StatusView(stack, err)) {
        while (!stop.await(1, TimeUnit.SECONDS)) {
          stack.requireHealthy();
          status.show();
        }
      }
      err.println("stopping");
      err.flush();
    }
    return ExitCode.OK;
  }

  private StackSettings stackSettings() {
    return new StackSettings(
        data.directory(),
        Ports.from(portBase),
        clickHouse.endpoint(),
        clickHouse.database(),
        postgres.address(),
        set.settings(),
        StackSettings.SinkStart.CONTINUE,
        StackSettings.Roll.LIVE);
  }

  private void announce(StackState state) {
    if (output.isJson()) {
      output.printJson(state);
      return;
    }
    output
        .out()
        .println(
            """
            ready
              Kafka            %s   (raw events go to topic tail.raw)
              schema registry  %s
              ClickHouse       %s
              Kafka Connect    %s   (the sinks' metrics: /metrics)
              S3               %s   (buckets tailrace, tailrace-errors)
              Iceberg catalog  %s
              Postgres         %s%s
              topology         %s
              data             %s
            ask:   tailrace query "SELECT severity, count() FROM events GROUP BY severity"
            stop:  Ctrl-C\
            """
                .formatted(
                    state.bootstrapServers(),
                    state.registryUrl(),
                    state.clickHouseUrl(),
                    state.connectUrl(),
                    state.s3Url(),
                    state.icebergUrl(),
                    state.postgresUrl(),
                    state.postgresPid() == 0 ? "" : "   (user tailrace, no password)",
                    state.topologyUrl().isEmpty()
                        ? "serves neither health nor metrics"
                        : state.topologyUrl() + "   (its metrics: /metrics)",
                    data.directory()));
    output.out().flush();
  }
}
