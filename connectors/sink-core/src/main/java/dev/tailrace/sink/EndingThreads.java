package dev.tailrace.sink;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Threads whose writes no longer matter, because the task has given up what they write for. They
/// were interrupted and end within moments. One that does not is left alone: by the laws of
/// [RowSink] and [UpsertSink] it can do no harm. Used by the task's thread only.
public final class EndingThreads {
  private final List<Thread> threads = new ArrayList<>();

  /// Notes a thread that was interrupted.
  public void add(Thread interrupted) {
    threads.removeIf(thread -> !thread.isAlive());
    threads.add(interrupted);
  }

  /// Waits for all of them together at most so long.
  public void await(Duration limit) {
    long until = System.nanoTime() + limit.toNanos();
    try {
      for (Thread thread : threads) {
        thread.join(Duration.ofNanos(Math.max(1, until - System.nanoTime())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    threads.clear();
  }
}
