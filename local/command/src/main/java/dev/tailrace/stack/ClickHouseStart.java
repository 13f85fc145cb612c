package dev.tailrace.stack;

import dev.tailrace.clickhouse.ClickHouseSchema;
import dev.tailrace.clickhouse.Endpoint;
import dev.tailrace.clickhouse.Placeholders;
import dev.tailrace.engines.ClickHouseDistribution;
import dev.tailrace.engines.ClickHouseServer;
import dev.tailrace.engines.EngineState;
import dev.tailrace.engines.RestartPolicy;
import dev.tailrace.engines.SupervisedClickHouse;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The start of ClickHouse: the engine that comes with the stack, fetched when need be, or a server
/// of the user's own; then this build's tables in it.
final class ClickHouseStart {
  private static final Logger LOG = LoggerFactory.getLogger(ClickHouseStart.class);
  private static final long FETCH_STEP_PERCENT = 10;

  private final StackSettings settings;
  private final Consumer<String> progress;
  private final Parts parts;
  private final Health health;
  private final StateFile stateFile;
  private long fetchShown = -FETCH_STEP_PERCENT;

  ClickHouseStart(
      StackSettings settings,
      Consumer<String> progress,
      Parts parts,
      Health health,
      StateFile stateFile) {
    this.settings = settings;
    this.progress = progress;
    this.parts = parts;
    this.health = health;
    this.stateFile = stateFile;
  }

  /// A ClickHouse that answers and has the tables.
  ///
  /// @param pid of the process that runs at the moment; 0 for a server of the user's own
  record Running(Endpoint endpoint, LongSupplier pid) {}

  Running run(DataDirectory directory) {
    Running clickHouse =
        settings
            .clickHouse()
            .map(endpoint -> new Running(endpoint, () -> 0))
            .orElseGet(() -> startEngine(directory));
    progress.accept("checking the tables in ClickHouse");
    try (var schema =
        new ClickHouseSchema(clickHouse.endpoint(), Placeholders.of(settings.database()))) {
      schema.apply();
    }
    return clickHouse;
  }

  private Running startEngine(DataDirectory directory) {
    Path library = ClickHouseDistribution.ofThisMachine().fetch(this::showFetch);
    progress.accept("starting ClickHouse");
    SupervisedClickHouse server =
        SupervisedClickHouse.start(
            ClickHouseServer.Settings.of(directory.clickHouse())
                .withHttpPort(settings.ports().clickHouse()),
            library,
            RestartPolicy.standard(),
            this::changed);
    parts.add(Parts.Layer.SERVICES, "ClickHouse", server);
    return new Running(Endpoint.of(server.url()), server::pid);
  }

  private void showFetch(long bytesOnDisk, long bytesExpected) {
    long percent = Math.min(100, bytesOnDisk * 100 / bytesExpected);
    if (percent >= fetchShown + FETCH_STEP_PERCENT) {
      fetchShown = percent;
      progress.accept(
          "fetching the ClickHouse engine into the user cache, once: "
              + percent
              + " % of "
              + (bytesExpected >> 20)
              + " MiB");
    }
  }

  private void changed(EngineState state) {
    switch (state) {
      case EngineState.Running running -> stateFile.clickHouseRuns(running.pid());
      case EngineState.Restarting restarting ->
          LOG.warn("ClickHouse is started again: {}", restarting.why());
      case EngineState.GivenUp givenUp -> health.fail(new StackException(givenUp.message()));
      case EngineState.Stopped _ -> LOG.debug("ClickHouse stopped");
    }
  }
}
