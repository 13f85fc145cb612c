package dev.tailrace.clean;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// The files that living processes use, as Linux tells it in `/proc`. Of other users' processes
/// only the command lines are known; what they use is theirs, and cannot be deleted by this one.
final class OpenPaths {
  private final Set<Path> files = new HashSet<>();
  private final Set<String> commandLines = new HashSet<>();

  private OpenPaths() {}

  static OpenPaths now() {
    OpenPaths open = new OpenPaths();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      processes.forEach(open::add);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot see in /proc what is in use, so nothing can be called left over: " + e, e);
    }
    return open;
  }

  /// Whether somebody uses the path or anything below it.
  boolean isUsed(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    return files.stream().anyMatch(file -> file.startsWith(absolute))
        || commandLines.stream().anyMatch(line -> line.contains(absolute.toString()));
  }

  private void add(Path process) {
    try {
      if (!process.getFileName().toString().equals(Long.toString(ProcessHandle.current().pid()))) {
        commandLines.add(
            new String(Files.readAllBytes(process.resolve("cmdline")), StandardCharsets.UTF_8));
      }
      for (String name : List.of("cwd", "exe")) {
        files.add(Files.readSymbolicLink(process.resolve(name)));
      }
      try (Stream<Path> descriptors = Files.list(process.resolve("fd"))) {
        for (Path descriptor : descriptors.toList()) {
          addLink(descriptor);
        }
      }
      Files.readAllLines(process.resolve("maps")).stream()
          .map(line -> line.replaceFirst("^[^/]*", ""))
          .filter(file -> file.startsWith("/"))
          .forEach(file -> files.add(Path.of(file)));
    } catch (IOException _) {
      // It has ended, or belongs to another user.
    }
  }

  private void addLink(Path descriptor) {
    try {
      files.add(Files.readSymbolicLink(descriptor));
    } catch (IOException _) {
      // closed meanwhile
    }
  }
}
