package dev.tailrace.bench;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Measures a way while many events go over it.
///
/// @param done how much is through, in events or in anything that each event makes equally much of
/// @param finished whether all of it is; asked once there is at least one for each event
/// @param processes the processor time of each so far
record PaceMeter(
    LongSupplier done, BooleanSupplier finished, Map<String, Supplier<Duration>> processes) {
  private static final Duration LOOK = Duration.ofMillis(50);
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private record Mark(long done, long nanos, Map<String, Duration> cpu) {}

  /// A meter of events themselves.
  static PaceMeter of(LongSupplier done, Map<String, Supplier<Duration>> processes) {
    return new PaceMeter(done, () -> true, processes);
  }

  /// Waits until all events are through, and measures from the moment when as many are as warm up,
  /// so that the start and the compiler's work are left out.
  ///
  /// @throws IllegalStateException when nothing goes on for a minute and a half
  Pace measure(Workload workload) {
    return measure(await(workload.warmUp(), () -> true), workload.total());
  }

  /// Waits until all events are through, and measures from now on: what the way costs when its
  /// steps are not equally far.
  ///
  /// @throws IllegalStateException when nothing goes on for a minute and a half
  Pace measureFromStart(long events) {
    return measure(await(0, () -> true), events);
  }

  /// Waits until so many events are through.
  ///
  /// @throws IllegalStateException when nothing goes on for a minute and a half
  void awaitAll(long events) {
    var _ = await(events, finished);
  }

  private Pace measure(Mark begin, long events) {
    Mark end = await(events, finished);
    Map<String, Duration> used = new LinkedHashMap<>();
    end.cpu().forEach((name, cpu) -> used.put(name, cpu.minus(begin.cpu().get(name))));
    double share = (end.done() - begin.done()) / (double) end.done();
    return new Pace(
        Math.round(events * share), Duration.ofNanos(end.nanos() - begin.nanos()), used);
  }

  private Mark await(long wanted, BooleanSupplier condition) {
    long last = -1;
    long lastNanos = System.nanoTime();
    while (true) {
      long now = done.getAsLong();
      long nanos = System.nanoTime();
      if (now >= wanted && condition.getAsBoolean()) {
        return new Mark(now, nanos, cpu());
      }
      if (now > last) {
        last = now;
        lastNanos = nanos;
      } else if (nanos - lastNanos > PATIENCE.toNanos()) {
        throw new IllegalStateException(
            "%,d of %,d are through, and for %s no other one".formatted(now, wanted, PATIENCE));
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  private Map<String, Duration> cpu() {
    Map<String, Duration> cpu = new LinkedHashMap<>();
    processes.forEach((name, used) -> cpu.put(name, used.get()));
    return cpu;
  }
}
