package dev.tailrace.engines;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/// A [ClickHouseServer] that comes back on the same port when its process dies unasked, say by
/// kill -9 or for lack of memory. Clients see refused connections meanwhile and find their data
/// again.
///
/// Thread-safe. The listener is called from the supervising thread, and from the thread that
/// starts or closes this; it must not block.
public final class SupervisedClickHouse implements AutoCloseable {
  private final ClickHouseServer.Settings settings;
  private final Path library;
  private final RestartPolicy policy;
  private final InstantSource clock;
  private final Consumer<EngineState> listener;
  private final Thread supervisor;
  private volatile ClickHouseServer server;
  private volatile EngineState state;
  private volatile boolean closing;
  private Instant started;
  private int deathsInARow;

  private SupervisedClickHouse(
      ClickHouseServer server,
      ClickHouseServer.Settings settings,
      Path library,
      RestartPolicy policy,
      InstantSource clock,
      Consumer<EngineState> listener) {
    this.server = server;
    // Clients know the first port; every later process must have it too.
    this.settings = settings.withHttpPort(server.port());
    this.library = library;
    this.policy = policy;
    this.clock = clock;
    this.listener = listener;
    this.started = clock.instant();
    change(new EngineState.Running(server.pid(), server.url()));
    this.supervisor =
        Thread.ofPlatform().daemon().name("clickhouse-supervisor").unstarted(this::supervise);
  }

  /// As [ClickHouseServer#start(ClickHouseServer.Settings, Path)], errors included, and supervises
  /// the server from then on.
  public static SupervisedClickHouse start(
      ClickHouseServer.Settings settings,
      Path library,
      RestartPolicy policy,
      Consumer<EngineState> listener) {
    return start(settings, library, policy, InstantSource.system(), listener);
  }

  static SupervisedClickHouse start(
      ClickHouseServer.Settings settings,
      Path library,
      RestartPolicy policy,
      InstantSource clock,
      Consumer<EngineState> listener) {
    var supervised =
        new SupervisedClickHouse(
            ClickHouseServer.start(settings, library), settings, library, policy, clock, listener);
    supervised.supervisor.start();
    return supervised;
  }

  /// Where clients connect; stays the same for as long as this lives.
  public String url() {
    return server.url();
  }

  /// The process that runs now or ran last.
  public long pid() {
    return server.pid();
  }

  /// What the engine is doing now.
  public EngineState state() {
    return state;
  }

  private void supervise() {
    try {
      while (true) {
        int exitCode = server.exit().get();
        String why = "process " + server.pid() + " ended with exit code " + exitCode;
        if (!bringBack(why)) {
          return;
        }
      }
    } catch (InterruptedException _) {
      // close() wants this thread to end.
    } catch (ExecutionException e) {
      throw new IllegalStateException("an exit code cannot fail", e);
    }
  }

  /// False when the engine stays down.
  private boolean bringBack(String firstReason) throws InterruptedException {
    String why = firstReason;
    boolean wasStable = started.plus(policy.stableAfter()).isBefore(clock.instant());
    deathsInARow = wasStable ? 1 : deathsInARow + 1;
    while (deathsInARow < policy.quickDeaths()) {
      Duration pause = policy.pause(deathsInARow);
      change(new EngineState.Restarting(why, deathsInARow, pause));
      Thread.sleep(pause);
      try {
        server = ClickHouseServer.start(settings, library);
        started = clock.instant();
        change(new EngineState.Running(server.pid(), server.url()));
        return true;
      } catch (EngineException e) {
        if (closing) {
          throw new InterruptedException();
        }
        why = e.getMessage();
        deathsInARow++;
      }
    }
    change(new EngineState.GivenUp(giveUpMessage(why)));
    return false;
  }

  private String giveUpMessage(String why) {
    return "ClickHouse died %d times in a row, each time within %d s, and is not started again: %s; %s"
        .formatted(
            deathsInARow,
            policy.stableAfter().toSeconds(),
            why,
            new ClickHouseFiles(settings.directory()).lastWords());
  }

  private void change(EngineState newState) {
    state = newState;
    listener.accept(newState);
  }

  /// Stops the engine cleanly and supervises no more. Closing twice does nothing.
  @Override
  public void close() {
    closing = true;
    supervisor.interrupt();
    try {
      supervisor.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.close();
    if (!(state instanceof EngineState.Stopped)) {
      change(new EngineState.Stopped());
    }
  }
}
