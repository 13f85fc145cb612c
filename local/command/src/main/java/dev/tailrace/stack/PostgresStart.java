package dev.tailrace.stack;

import dev.tailrace.engines.EngineState;
import dev.tailrace.engines.PostgresServer;
import dev.tailrace.engines.RestartPolicy;
import dev.tailrace.engines.SupervisedPostgres;
import dev.tailrace.postgres.PostgresAddress;
import dev.tailrace.postgres.schema.ThingsSchema;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The start of Postgres: the server that comes with the stack, or a database of the user's own;
/// then this build's tables in it.
final class PostgresStart {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresStart.class);

  private final StackSettings settings;
  private final Consumer<String> progress;
  private final Parts parts;
  private final Health health;
  private final StateFile stateFile;

  PostgresStart(
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

  /// A Postgres that answers and has the tables.
  ///
  /// @param pid of the process that runs at the moment; 0 for a server of the user's own
  record Running(PostgresAddress address, LongSupplier pid) {}

  Running run(DataDirectory directory) {
    Running postgres =
        settings
            .postgres()
            .map(address -> new Running(address, () -> 0))
            .orElseGet(() -> startServer(directory));
    progress.accept("checking the tables in Postgres");
    new ThingsSchema(postgres.address()).apply();
    return postgres;
  }

  private Running startServer(DataDirectory directory) {
    progress.accept("starting Postgres");
    SupervisedPostgres server =
        SupervisedPostgres.start(
            directory.postgres(),
            settings.ports().postgres(),
            RestartPolicy.standard(),
            this::changed);
    parts.add(Parts.Layer.SERVICES, "Postgres", server);
    var address =
        new PostgresAddress(server.jdbcUrl(), PostgresServer.SUPERUSER, PostgresServer.SUPERUSER);
    return new Running(address, server::pid);
  }

  private void changed(EngineState state) {
    switch (state) {
      case EngineState.Running running -> stateFile.postgresRuns(running.pid());
      case EngineState.Restarting restarting ->
          LOG.warn("Postgres is started again: {}", restarting.why());
      case EngineState.GivenUp givenUp -> health.fail(new StackException(givenUp.message()));
      case EngineState.Stopped _ -> LOG.debug("Postgres stopped");
    }
  }
}
