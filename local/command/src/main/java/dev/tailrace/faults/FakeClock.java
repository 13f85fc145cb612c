package dev.tailrace.faults;

import dev.tailrace.engines.EngineException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A wall clock of other processes that can be set while they run. Their waiting goes on by the
/// real time. It is libfaketime, which a process loads when it starts with [#environment].
///
/// A process sees a jump within three seconds. Thread-safe.
final class FakeClock {
  private static final String LIBRARY = "faketime/libfaketimeMT.so.1";
  private static final List<Path> FOLDERS =
      List.of(
          Path.of("/usr/lib/x86_64-linux-gnu"),
          Path.of("/usr/lib/aarch64-linux-gnu"),
          Path.of("/usr/lib64"),
          Path.of("/usr/lib"),
          Path.of("/usr/local/lib"));

  private final Path library;
  private final Path file;

  FakeClock(Path library, Path file) {
    this.library = library;
    this.file = file.toAbsolutePath();
  }

  /// A clock that shows the real time until it jumps.
  ///
  /// @param file holds the offset; the processes must be able to read it
  /// @throws EngineException when the library is not installed
  static FakeClock start(Path file) {
    FakeClock clock =
        new FakeClock(
            library()
                .orElseThrow(
                    () ->
                        new EngineException(
                            "libfaketime is not in any of %s; install it with \"apt-get install faketime\""
                                .formatted(FOLDERS))),
            file);
    clock.jump(Duration.ZERO);
    return clock;
  }

  /// Where this machine has the library.
  static Optional<Path> library() {
    return libraryIn(FOLDERS);
  }

  static Optional<Path> libraryIn(List<Path> folders) {
    return folders.stream()
        .map(folder -> folder.resolve(LIBRARY))
        .filter(Files::isReadable)
        .findFirst();
  }

  /// What a process, and all that it starts, must have in its environment.
  Map<String, String> environment() {
    return Map.of(
        "LD_PRELOAD",
        library.toString(),
        "FAKETIME_TIMESTAMP_FILE",
        file.toString(),
        // In whole seconds. Without it each question for the time reads the file.
        "FAKETIME_CACHE_DURATION",
        "1",
        // Two names of one thing, for older and newer versions: timeouts go by this clock.
        "DONT_FAKE_MONOTONIC",
        "1",
        "FAKETIME_DONT_FAKE_MONOTONIC",
        "1",
        // With it, which is the default, a JVM's threads would not park at all.
        "FAKETIME_FORCE_MONOTONIC_FIX",
        "0",
        // Files keep the times that they have.
        "NO_FAKE_STAT",
        "1");
  }

  /// Sets the clock to the real time and so much more, or less where it is negative. Part of a
  /// second is left out. A second jump does not add to the first.
  void jump(Duration offset) {
    try {
      // Renamed, so that nobody reads half an offset.
      Path whole =
          Files.writeString(file.resolveSibling(file.getFileName() + ".new"), text(offset));
      var _ =
          Files.move(
              whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot set the clock of " + file, e);
    }
  }

  private static String text(Duration offset) {
    return "%+d\n".formatted(offset.toSeconds());
  }
}
