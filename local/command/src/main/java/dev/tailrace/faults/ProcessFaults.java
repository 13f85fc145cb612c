package dev.tailrace.faults;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/// Faults of whole processes.
final class ProcessFaults {
  private static final Duration BACK = Duration.ofSeconds(60);
  private static final int LONGEST_WAIT_MILLIS = 1_500;

  /// Longer than the session of a consumer, so that another instance takes its partitions.
  private static final Duration STANDSTILL = Duration.ofSeconds(8);

  private ProcessFaults() {}

  /// kill -9 at a random moment.
  ///
  /// @param victims of which one is chosen each time
  static Fault kill(Function<World, List<Part>> victims, int times) {
    return (world, random) -> {
      for (int i = 0; i < times; i++) {
        passSomeTime(random);
        Part victim = oneOf(victims.apply(world), random);
        victim.kill();
        victim.awaitReady(BACK);
      }
      return times;
    };
  }

  /// kill -9 of an engine at a random moment; it is started again by its supervisor.
  static Fault killEngine(ToLongFunction<World> pid, int times) {
    return (world, random) -> {
      for (int i = 0; i < times; i++) {
        passSomeTime(random);
        long before = pid.applyAsLong(world);
        ProcessHandle.of(before).ifPresent(ProcessHandle::destroyForcibly);
        await(() -> pid.applyAsLong(world) != before);
      }
      return times;
    };
  }

  /// SIGSTOP for so long that another instance takes over, then SIGCONT: a zombie that believes no
  /// time has passed.
  static Fault freeze(Function<World, List<Part>> victims, int times) {
    return (world, random) -> {
      for (int i = 0; i < times; i++) {
        passSomeTime(random);
        Part victim = oneOf(victims.apply(world), random);
        victim.freeze();
        LockSupport.parkNanos(STANDSTILL.toNanos() + random.nextInt(2_000) * 1_000_000L);
        victim.thaw();
        passSomeTime(random);
      }
      return times;
    };
  }

  /// One of two instances stops in order and stays away until the other one has its partitions;
  /// then it comes back and gets some again: two rebalances.
  static Fault rebalance(Function<World, List<Part>> victims, int times) {
    return (world, random) -> {
      for (int i = 0; i < times; i++) {
        Part victim = oneOf(victims.apply(world), random);
        victim.stopAndHold();
        LockSupport.parkNanos(STANDSTILL.toNanos());
        victim.release();
        victim.awaitReady(BACK);
        passSomeTime(random);
      }
      return 2 * times;
    };
  }

  static void passSomeTime(Random random) {
    LockSupport.parkNanos(random.nextInt(LONGEST_WAIT_MILLIS) * 1_000_000L);
  }

  private static Part oneOf(List<Part> parts, Random random) {
    return parts.get(random.nextInt(parts.size()));
  }

  private static void await(BooleanSupplier state) {
    long until = System.nanoTime() + BACK.toNanos();
    while (!state.getAsBoolean()) {
      if (System.nanoTime() > until) {
        throw new IllegalStateException("an engine did not come back within " + BACK);
      }
      LockSupport.parkNanos(50_000_000L);
    }
  }
}
