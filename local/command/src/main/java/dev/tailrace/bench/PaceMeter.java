package dev.tailrace.bench;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Measures a way while many events go over it: from the moment when a share of them is through,
/// so that the start and the compiler's work are left out, until the last one is.
///
/// @param done how many events are through
/// @param processes the processor time of each so far
/// @param patience without any progress
record PaceMeter(LongSupplier done, Map<String, Supplier<Duration>> processes, Duration patience) {
  private static final Duration LOOK = Duration.ofMillis(50);
  private static final double WARM_SHARE = 0.3;

  /// Waits until all are through.
  ///
  /// @throws IllegalStateException when nothing goes on for longer than the patience
  Pace measure(long all) {
    Mark begin = await((long) (all * WARM_SHARE));
    Mark end = await(all);
    Map<String, Duration> used = new LinkedHashMap<>();
    end.cpu().forEach((name, cpu) -> used.put(name, cpu.minus(begin.cpu().get(name))));
    return new Pace(end.done() - begin.done(), Duration.ofNanos(end.nanos() - begin.nanos()), used);
  }

  private record Mark(long done, long nanos, Map<String, Duration> cpu) {}

  private Mark await(long wanted) {
    long last = -1;
    long lastNanos = System.nanoTime();
    while (true) {
      long now = done.getAsLong();
      long nanos = System.nanoTime();
      if (now >= wanted) {
        return new Mark(now, nanos, cpu());
      }
      if (now > last) {
        last = now;
        lastNanos = nanos;
      } else if (nanos - lastNanos > patience.toNanos()) {
        throw new IllegalStateException(
            "%,d of %,d events are through, and for %s no other one"
                .formatted(now, wanted, patience));
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
