package dev.tailrace.command;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/// Ctrl-C and SIGTERM as an orderly end: work is asked to stop, and the process waits for it to
/// finish and report. A second signal ends the process at once.
///
/// Use with try-with-resources around the work; closing means that the work is over.
final class StopSignal implements AutoCloseable {
  private final CountDownLatch over = new CountDownLatch(1);
  private final AtomicReference<OptionalInt> exitCode = new AtomicReference<>(OptionalInt.empty());
  private final Thread hook;

  private StopSignal(Runnable stop, Duration patience) {
    this.hook =
        new Thread(
            () -> {
              stop.run();
              if (isOverWithin(patience)) {
                exitCode.get().ifPresent(Runtime.getRuntime()::halt);
              }
            },
            "stop-signal");
  }

  /// @param stop asks the work to end; called by another thread, once
  /// @param patience how long the process waits for the work
  static StopSignal install(Runnable stop, Duration patience) {
    StopSignal signal = new StopSignal(stop, patience);
    Runtime.getRuntime().addShutdownHook(signal.hook);
    return signal;
  }

  private boolean isOverWithin(Duration patience) {
    try {
      if (over.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        return true;
      }
      System.err.println(
          "tailrace: ended before the work did, after " + patience.toSeconds() + " s");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  /// Has a process that was asked to end do so with this code once the work is over. Without it the
  /// JVM says only that there was a signal: 130 or 143.
  ///
  /// For work that leaves nothing to other shutdown hooks: they may be cut off.
  void endWith(int code) {
    exitCode.set(OptionalInt.of(code));
  }

  @Override
  public void close() {
    over.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // the process is ending already, which is what the hook was for
    }
  }
}
