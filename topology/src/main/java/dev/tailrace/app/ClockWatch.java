package dev.tailrace.app;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Notices that the system's clock was set back.
///
/// Kafka Streams and its clients measure commits, heartbeats and timers by that clock: set back by
/// an hour, they commit nothing and say nothing for an hour. A new process goes on at once.
final class ClockWatch implements AutoCloseable {
  /// Standing still for as long is no worse than a takeover by another instance.
  static final Duration TOLERANCE = Duration.ofSeconds(5);

  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private final InstantSource clock;
  private final LongSupplier elapsedNanos;
  private final Consumer<ClockSetBackException> listener;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("clock-watch").factory());

  /// What the clock was ahead of the elapsed time at most, in milliseconds.
  private long mostAhead;

  /// From now on the clock may not go back.
  ///
  /// @param elapsedNanos a time that cannot be set
  /// @param listener is told once, on a thread of the watch
  ClockWatch(
      InstantSource clock, LongSupplier elapsedNanos, Consumer<ClockSetBackException> listener) {
    this.clock = clock;
    this.elapsedNanos = elapsedNanos;
    this.listener = listener;
    this.mostAhead = ahead();
  }

  /// A watch over the system's clock.
  ClockWatch(Consumer<ClockSetBackException> listener) {
    this(InstantSource.system(), System::nanoTime, listener);
  }

  /// Goes on until [#close], or until it has told the listener.
  void start() {
    var _ =
        timer.scheduleWithFixedDelay(
            this::look, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// Compares the clock with the elapsed time.
  synchronized void look() {
    long ahead = ahead();
    mostAhead = Math.max(mostAhead, ahead);
    Duration back = Duration.ofMillis(mostAhead - ahead);
    if (back.compareTo(TOLERANCE) > 0) {
      timer.shutdown();
      listener.accept(new ClockSetBackException(back));
    }
  }

  private long ahead() {
    return clock.millis() - TimeUnit.NANOSECONDS.toMillis(elapsedNanos.getAsLong());
  }

  @Override
  public void close() {
    timer.shutdown();
  }
}
