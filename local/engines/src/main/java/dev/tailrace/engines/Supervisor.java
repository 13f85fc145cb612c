package dev.tailrace.engines;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Starts an engine again when its process dies unasked, say by kill -9 or for lack of memory.
///
/// Thread-safe. The listener is called from the supervising thread, and from the thread that
/// starts or closes this; it must not block.
final class Supervisor implements AutoCloseable {
  private final Engine engine;
  private final RestartPolicy policy;
  private final InstantSource clock;
  private final Consumer<EngineState> listener;
  private final Thread thread;
  private volatile EngineProcess process;
  private volatile EngineState state;
  private volatile boolean closing;
  private Instant started;
  private int deathsInARow;

  /// What is supervised.
  ///
  /// @param name for messages
  /// @param restart starts the next process, where clients know it to be; throws [EngineException]
  /// @param lastWords the end of the engine's logs
  record Engine(String name, Supplier<EngineProcess> restart, Supplier<String> lastWords) {}

  private Supervisor(
      Engine engine,
      EngineProcess first,
      RestartPolicy policy,
      InstantSource clock,
      Consumer<EngineState> listener) {
    this.engine = engine;
    this.process = first;
    this.policy = policy;
    this.clock = clock;
    this.listener = listener;
    this.started = clock.instant();
    change(new EngineState.Running(first.pid(), first.url()));
    this.thread =
        Thread.ofPlatform()
            .daemon()
            .name(engine.name().toLowerCase(Locale.ROOT) + "-supervisor")
            .unstarted(this::supervise);
  }

  /// Supervises an engine from its first process on, which runs.
  static Supervisor of(
      Engine engine, EngineProcess first, RestartPolicy policy, Consumer<EngineState> listener) {
    var supervisor = new Supervisor(engine, first, policy, InstantSource.system(), listener);
    supervisor.thread.start();
    return supervisor;
  }

  /// The process that runs now or ran last.
  EngineProcess process() {
    return process;
  }

  /// What the engine is doing now.
  EngineState state() {
    return state;
  }

  private void supervise() {
    try {
      while (true) {
        int exitCode = process.exit().get();
        String why = "process " + process.pid() + " ended with exit code " + exitCode;
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
        // The dead process may still hold its directory in our name.
        process.stop().run();
        process = engine.restart().get();
        started = clock.instant();
        change(new EngineState.Running(process.pid(), process.url()));
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
    return "%s died %d times in a row, each time within %d s, and is not started again: %s; %s"
        .formatted(
            engine.name(),
            deathsInARow,
            policy.stableAfter().toSeconds(),
            why,
            engine.lastWords().get());
  }

  private void change(EngineState newState) {
    state = newState;
    listener.accept(newState);
  }

  /// Stops the engine cleanly and supervises no more. Closing twice does nothing.
  @Override
  public void close() {
    closing = true;
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.stop().run();
    if (!(state instanceof EngineState.Stopped)) {
      change(new EngineState.Stopped());
    }
  }
}
