package dev.tailrace.faults;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/// A process that says what time it is, and whether its waiting keeps to the real time. Each byte
/// of input makes it say so once more.
final class ClockMain {
  private static final long WAIT_MILLIS = 300;
  private static final int QUESTIONS = 200_000;

  private ClockMain() {}

  public static void main(String[] arguments) throws Exception {
    while (System.in.read() >= 0) {
      System.out.printf(
          "%s sleep %d park %d get %d orTimeout %d wait %d nanos %d%n",
          Instant.now(),
          millis(() -> Thread.sleep(WAIT_MILLIS)),
          millis(() -> LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(WAIT_MILLIS))),
          millis(ClockMain::get),
          millis(ClockMain::orTimeout),
          millis(ClockMain::await),
          questionNanos());
    }
  }

  @FunctionalInterface
  private interface Waiting {
    void run() throws Exception;
  }

  private static long millis(Waiting waiting) throws Exception {
    long start = System.nanoTime();
    waiting.run();
    return Duration.ofNanos(System.nanoTime() - start).toMillis();
  }

  private static void get() throws ExecutionException, InterruptedException {
    try {
      new CompletableFuture<String>().get(WAIT_MILLIS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      // Nobody completes it.
    }
  }

  private static void orTimeout() {
    try {
      new CompletableFuture<String>().orTimeout(WAIT_MILLIS, TimeUnit.MILLISECONDS).join();
    } catch (CompletionException _) {
      // Nobody completes it.
    }
  }

  // How long one wait takes is the question.
  @SuppressWarnings("WaitNotInLoop")
  private static void await() throws InterruptedException {
    Object lock = new Object();
    synchronized (lock) {
      lock.wait(WAIT_MILLIS);
    }
  }

  /// What one question for the time takes.
  private static long questionNanos() {
    long start = System.nanoTime();
    long last = 0;
    for (int i = 0; i < QUESTIONS; i++) {
      last = Math.max(last, System.currentTimeMillis());
    }
    return last == 0 ? -1 : (System.nanoTime() - start) / QUESTIONS;
  }
}
