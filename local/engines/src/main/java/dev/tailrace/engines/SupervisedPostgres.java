package dev.tailrace.engines;

import java.nio.file.Path;
import java.util.function.Consumer;

/// A [PostgresServer] that comes back on the same port when its process dies unasked, say by kill
/// -9 or for lack of memory. Clients see refused connections meanwhile and find every committed row
/// again.
///
/// Thread-safe. The listener is called from the supervising thread, and from the thread that
/// starts or closes this; it must not block.
public final class SupervisedPostgres implements AutoCloseable {
  private final Supervisor supervisor;

  private SupervisedPostgres(Supervisor supervisor) {
    this.supervisor = supervisor;
  }

  /// As [PostgresServer#start(Path, int)], errors included, and supervises the server from then on.
  public static SupervisedPostgres start(
      Path data, int port, RestartPolicy policy, Consumer<EngineState> listener) {
    return start(data, ClickHouseDistribution.cache(System.getenv()), port, policy, listener);
  }

  static SupervisedPostgres start(
      Path data, Path cache, int port, RestartPolicy policy, Consumer<EngineState> listener) {
    PostgresServer first = PostgresServer.start(data, cache, port);
    var engine =
        new Supervisor.Engine(
            PostgresServer.SERVICE,
            // Clients know the first port; every later process must have it too.
            () -> process(PostgresServer.start(data, cache, first.port())),
            first::lastWords);
    return new SupervisedPostgres(Supervisor.of(engine, process(first), policy, listener));
  }

  private static EngineProcess process(PostgresServer server) {
    return new EngineProcess(server.pid(), server.jdbcUrl(), server.exit(), server::close);
  }

  /// As [PostgresServer#jdbcUrl]; stays the same for as long as this lives.
  public String jdbcUrl() {
    return supervisor.process().url();
  }

  /// The process that runs now or ran last.
  public long pid() {
    return supervisor.process().pid();
  }

  /// What the engine is doing now.
  public EngineState state() {
    return supervisor.state();
  }

  /// Stops the engine cleanly and supervises no more. Closing twice does nothing.
  @Override
  public void close() {
    supervisor.close();
  }
}
