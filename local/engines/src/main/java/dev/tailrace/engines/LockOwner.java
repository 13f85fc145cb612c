package dev.tailrace.engines;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Who holds a ClickHouse data directory: the child process and the parent that started it, each
/// with its start time, because process ids are used again.
record LockOwner(long pid, Instant started, long parentPid, Instant parentStarted) {
  /// The kernel's figures for a start time differ by up to a second between two readings.
  private static final Duration TOLERANCE = Duration.ofSeconds(2);

  private static final Pattern LINE =
      Pattern.compile("ClickHouse process (\\d+) of (\\S+), started by process (\\d+) of (\\S+)");

  /// This process as child of the given parent.
  static LockOwner childOf(long parentPid, Instant parentStarted) {
    ProcessHandle self = ProcessHandle.current();
    return new LockOwner(self.pid(), startOf(self), parentPid, parentStarted);
  }

  static Instant startOf(ProcessHandle process) {
    return process.info().startInstant().orElse(Instant.EPOCH);
  }

  static Optional<LockOwner> parse(String line) {
    Matcher matcher = LINE.matcher(line);
    return matcher.matches()
        ? Optional.of(
            new LockOwner(
                Long.parseLong(matcher.group(1)),
                Instant.parse(matcher.group(2)),
                Long.parseLong(matcher.group(3)),
                Instant.parse(matcher.group(4))))
        : Optional.empty();
  }

  /// The line that [#parse] reads, fit for a message.
  @Override
  public String toString() {
    return "ClickHouse process %d of %s, started by process %d of %s"
        .formatted(pid, started, parentPid, parentStarted);
  }

  boolean parentLives() {
    return find(parentPid, parentStarted).isPresent();
  }

  /// The child, when it still runs and is beyond doubt what the line says: id, start time and
  /// command line must all fit.
  Optional<ProcessHandle> provenChild(String directory) {
    return find(pid, started)
        .filter(
            process -> {
              List<String> arguments = List.of(process.info().arguments().orElse(new String[0]));
              return arguments.contains(ClickHouseProcess.class.getName())
                  && arguments.contains(directory);
            });
  }

  private static Optional<ProcessHandle> find(long pid, Instant started) {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .filter(
            process -> Duration.between(startOf(process), started).abs().compareTo(TOLERANCE) <= 0);
  }
}
