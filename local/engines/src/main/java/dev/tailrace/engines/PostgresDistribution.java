package dev.tailrace.engines;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/// The PostgreSQL programs on this machine: unpacked into a cache once.
///
/// They lie in `tailrace/postgres/<checksum of the archive>`. A whole tree gets there by one atomic
/// move, with the file `complete` in it. Several processes or threads wait for each other; one does
/// the work. Thread-safe.
final class PostgresDistribution {
  /// Below the cache; [FormerPostgres] knows by it which programs are of this class.
  static final Path FOLDER = Path.of("tailrace", "postgres");

  private static final String STAGING = "partial-";
  private static final int NAME_LENGTH = 16;

  /// File locks hold between processes only; threads of this JVM queue here first.
  private static final ReentrantLock THIS_JVM = new ReentrantLock();

  private final PostgresArchive archive;
  private final Path folder;

  PostgresDistribution(PostgresArchive archive, Path cache) {
    this.archive = archive;
    this.folder = cache.toAbsolutePath().normalize().resolve(FOLDER);
  }

  /// The directory with `bin`, `lib` and `share`, unpacked first when it is not there.
  ///
  /// @throws PostgresUnavailableException when the cache cannot be written
  Path unpacked() {
    THIS_JVM.lock();
    try {
      Path home = folder.resolve(folderOf(archive));
      if (isComplete(home)) {
        return home;
      }
      Files.createDirectories(folder);
      try (FileChannel channel =
              FileChannel.open(
                  folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock _ = channel.lock()) {
        if (!isComplete(home)) {
          unpackTo(home);
        }
        return home;
      }
    } catch (IOException e) {
      throw new PostgresUnavailableException(
          "cannot unpack PostgreSQL into %s (%s); choose a cache directory this user may write to"
              .formatted(folder, e),
          e);
    } finally {
      THIS_JVM.unlock();
    }
  }

  /// The name of the folder that the archive is unpacked to.
  static String folderOf(PostgresArchive archive) throws IOException {
    return archive.sha256().substring(0, NAME_LENGTH);
  }

  private static boolean isComplete(Path home) {
    return Files.exists(marker(home));
  }

  private static Path marker(Path home) {
    return home.resolve("complete");
  }

  private void unpackTo(Path home) throws IOException {
    removeLeftovers();
    Path staging = Files.createTempDirectory(folder, STAGING);
    try {
      Path tree = Files.createDirectory(staging.resolve("tree"));
      archive.unpack(tree);
      Files.createFile(marker(tree));
      // What stands there without the marker is damaged.
      FileTree.delete(home);
      Files.move(tree, home, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      FileTree.delete(staging);
    }
  }

  /// Of processes that were killed while they unpacked. They are nobody's now, because this process
  /// holds the lock.
  private void removeLeftovers() throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      List<Path> leftovers =
          entries.filter(entry -> entry.getFileName().toString().startsWith(STAGING)).toList();
      for (Path leftover : leftovers) {
        FileTree.delete(leftover);
      }
    }
  }
}
