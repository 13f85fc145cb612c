package dev.tailrace.engines;

import java.nio.file.Path;
import java.util.function.Consumer;

/// A [ClickHouseServer] that comes back on the same port when its process dies unasked, say by
/// kill -9 or for lack of memory. Clients see refused connections meanwhile and find their data
/// again.
///
/// Thread-safe. The listener is called from the supervising thread, and from the thread that
/// starts or closes this; it must not block.
public final class SupervisedClickHouse implements AutoCloseable {
  private final Supervisor supervisor;

  private SupervisedClickHouse(Supervisor supervisor) {
    this.supervisor = supervisor;
  }

  /// As [ClickHouseServer#start(ClickHouseServer.Settings, Path)], errors included, and supervises
  /// the server from then on.
  public static SupervisedClickHouse start(
      ClickHouseServer.Settings settings,
      Path library,
      RestartPolicy policy,
      Consumer<EngineState> listener) {
    ClickHouseServer first = ClickHouseServer.start(settings, library);
    // Clients know the first port; every later process must have it too.
    ClickHouseServer.Settings next = settings.withHttpPort(first.port());
    var engine =
        new Supervisor.Engine(
            "ClickHouse",
            () -> process(ClickHouseServer.start(next, library)),
            () -> new ClickHouseFiles(settings.directory()).lastWords());
    return new SupervisedClickHouse(Supervisor.of(engine, process(first), policy, listener));
  }

  private static EngineProcess process(ClickHouseServer server) {
    return new EngineProcess(server.pid(), server.url(), server.exit(), server::close);
  }

  /// Where clients connect; stays the same for as long as this lives.
  public String url() {
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
