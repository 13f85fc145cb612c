package dev.tailrace.clean;

import dev.tailrace.engines.EngineCache;
import dev.tailrace.engines.FileTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Finds what earlier runs left on this machine and nobody uses.
///
/// Something is in use when a living process has a file of it open, runs from it, works in it or
/// was started with its name. What is younger than [#YOUNG] is left alone: its process may be about
/// to open it.
public final class Leftovers {
  private static final Duration YOUNG = Duration.ofMinutes(10);

  /// Folders that benchmarks and the fault harness make, each with its process.
  private static final List<String> TEMPORARY =
      List.of("tailrace-bench", "tailrace-faults", "tailrace-rollout");

  private final Map<String, String> environment;
  private final Path temporary;

  /// Of this user on this machine.
  public static Leftovers ofThisMachine() {
    return new Leftovers(System.getenv(), Path.of(System.getProperty("java.io.tmpdir")));
  }

  Leftovers(Map<String, String> environment, Path temporary) {
    this.environment = Map.copyOf(environment);
    this.temporary = temporary;
  }

  /// What is there now, the largest first.
  public List<Leftover> find() {
    OpenPaths open = OpenPaths.now();
    List<Leftover> found = new ArrayList<>();
    try {
      add(found, open, "start-up cache", children(startCache(), ""));
      add(found, open, "engine of another version", EngineCache.outdated(environment));
      for (String prefix : TEMPORARY) {
        add(found, open, "temporary folder", children(temporary, prefix));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look for what is left over: " + e, e);
    }
    found.sort((one, other) -> Long.compare(other.bytes(), one.bytes()));
    return found;
  }

  /// Deletes it, unless somebody has begun to use it.
  ///
  /// @return whether it was deleted
  public boolean remove(Leftover leftover) {
    if (OpenPaths.now().isUsed(leftover.path())) {
      return false;
    }
    try {
      FileTree.delete(leftover.path());
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + leftover.path() + ": " + e, e);
    }
  }

  private static void add(List<Leftover> found, OpenPaths open, String kind, List<Path> paths)
      throws IOException {
    Instant young = Instant.now().minus(YOUNG);
    for (Path path : paths) {
      if (!Files.getLastModifiedTime(path).toInstant().isAfter(young) && !open.isUsed(path)) {
        found.add(new Leftover(kind, path, FileTree.bytes(path)));
      }
    }
  }

  /// Where the launcher keeps what makes the next start quicker.
  private Path startCache() {
    String own = environment.getOrDefault("TAILRACE_CACHE", "");
    if (!own.isBlank()) {
      return Path.of(own, "start");
    }
    String user = environment.getOrDefault("XDG_CACHE_HOME", "");
    Path cache =
        user.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(user);
    return cache.resolve("tailrace").resolve("start");
  }

  private static List<Path> children(Path directory, String prefix) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(directory)) {
      return entries
          .filter(entry -> entry.getFileName().toString().startsWith(prefix))
          .filter(entry -> !Files.isSymbolicLink(entry))
          .filter(entry -> Files.exists(entry, LinkOption.NOFOLLOW_LINKS))
          .filter(Files::isWritable)
          .toList();
    }
  }
}
