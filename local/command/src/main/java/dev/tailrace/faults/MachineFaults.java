package dev.tailrace.faults;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/// Faults of disks and clocks.
final class MachineFaults {
  private static final Duration FULL = Duration.ofSeconds(5);

  /// A process sees a jump within three seconds.
  private static final Duration AT_OTHER_TIME = Duration.ofSeconds(6);

  private MachineFaults() {}

  /// A store's disk is full for some seconds.
  static Fault diskFull(String store, int times) {
    return (world, random) -> {
      LimitedDisk disk = world.machine().disk(store);
      for (int i = 0; i < times; i++) {
        ProcessFaults.passSomeTime(random);
        disk.fill();
        LockSupport.parkNanos(FULL.toNanos());
        disk.free();
      }
      return times;
    };
  }

  /// The clock of a process jumps ahead or back, and some seconds later to the right time.
  ///
  /// @param most how far at most
  static Fault clockJumps(Function<World, List<Part>> victims, Duration most, int times) {
    return (world, random) -> {
      for (int i = 0; i < times; i++) {
        List<Part> parts = victims.apply(world);
        FakeClock clock = world.machine().clock(parts.get(random.nextInt(parts.size())).name());
        clock.jump(offset(random, most));
        LockSupport.parkNanos(AT_OTHER_TIME.toNanos());
        clock.jump(Duration.ZERO);
        LockSupport.parkNanos(AT_OTHER_TIME.toNanos());
      }
      return 2 * times;
    };
  }

  private static Duration offset(Random random, Duration most) {
    long seconds = 1 + random.nextLong(most.toSeconds());
    return Duration.ofSeconds(random.nextBoolean() ? seconds : -seconds);
  }
}
