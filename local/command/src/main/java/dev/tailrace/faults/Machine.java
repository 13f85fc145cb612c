package dev.tailrace.faults;

import dev.tailrace.engines.EngineException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Disks and clocks of a world that can be harmed: each store's data on a disk of its own, and a
/// clock for every topology instance and worker.
///
/// Not thread-safe.
final class Machine implements AutoCloseable {
  /// Those of the stores that have a disk of their own, with its size in megabytes.
  private static final Map<String, Integer> DISKS =
      Map.of("objects", 768, "clickhouse", 2_048, "postgres", 1_536);

  private final Map<String, LimitedDisk> disks = new HashMap<>();
  private final Map<String, FakeClock> clocks = new HashMap<>();
  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  private Machine() {}

  /// A machine whose disks and clocks are those of this one.
  static Machine plain() {
    return new Machine();
  }

  /// Mounts the disks and makes the clocks.
  ///
  /// @param directory of the world; the disks are mounted below it
  /// @param clocked names of the processes with a clock
  /// @throws EngineException when this user may not mount, or libfaketime is missing
  static Machine harmable(Path directory, List<String> clocked) {
    Machine machine = new Machine();
    try {
      DISKS.forEach((name, megabytes) -> machine.mount(directory.resolve(name), name, megabytes));
      clocked.forEach(
          name -> machine.clocks.put(name, FakeClock.start(directory.resolve(name + ".clock"))));
      return machine;
    } catch (RuntimeException e) {
      machine.close();
      throw e;
    }
  }

  private void mount(Path directory, String name, int megabytes) {
    LimitedDisk disk = LimitedDisk.mount(directory, megabytes);
    open.push(disk);
    if (!disk.commandPrefix().isEmpty()) {
      throw new EngineException(
          "full disks need a mount that all processes see: run as root, or choose other kinds of"
              + " faults with --kinds");
    }
    disks.put(name, disk);
  }

  /// A store's disk.
  LimitedDisk disk(String name) {
    return required(disks, name);
  }

  /// A process' clock.
  FakeClock clock(String name) {
    return required(clocks, name);
  }

  private static <T> T required(Map<String, T> parts, String name) {
    T part = parts.get(name);
    if (part == null) {
      throw new IllegalStateException("this world has no " + name + " that can be harmed");
    }
    return part;
  }

  /// What a process must have in its environment.
  Map<String, String> environment(String name) {
    FakeClock clock = clocks.get(name);
    return clock == null ? Map.of() : clock.environment();
  }

  @Override
  public void close() {
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        throw new IllegalStateException("cannot take a disk away", e);
      }
    }
  }
}
