package dev.tailrace.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.stream.Stream;

/// A folder that lasts as long as its process. Closing removes it; that of a process which was
/// killed is removed by the next one, since nobody holds its lock any more.
final class TemporaryFolder implements AutoCloseable {
  private static final String PREFIX = "tailrace-audit";
  private static final String LOCK = "lock";

  /// A folder this young may be one that its process is about to lock.
  private static final Duration YOUNG = Duration.ofMinutes(1);

  private final Path path;
  private final FileChannel lock;

  private TemporaryFolder(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /// Makes a folder, and removes those that killed processes left behind.
  ///
  /// @param parent usually `java.io.tmpdir`
  static TemporaryFolder create(Path parent) {
    try {
      removeAbandoned(parent);
      Path path = Files.createTempDirectory(parent, PREFIX);
      FileChannel channel =
          FileChannel.open(
              path.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      var _ = channel.lock();
      return new TemporaryFolder(path, channel);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a temporary folder in " + parent, e);
    }
  }

  Path path() {
    return path;
  }

  private static void removeAbandoned(Path parent) throws IOException {
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, PREFIX + "*")) {
      for (Path folder : folders) {
        try {
          removeIfAbandoned(folder);
        } catch (IOException _) {
          // It is another user's, or another audit is removing it: nothing that stops this one.
        }
      }
    }
  }

  private static void removeIfAbandoned(Path folder) throws IOException {
    Path lockFile = folder.resolve(LOCK);
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
        || !Files.isRegularFile(lockFile, LinkOption.NOFOLLOW_LINKS)
        || Files.getLastModifiedTime(lockFile).toInstant().isAfter(Instant.now().minus(YOUNG))) {
      return;
    }
    try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE)) {
      if (channel.tryLock() != null) {
        remove(folder);
      }
    } catch (OverlappingFileLockException _) {
      // an audit of this process uses it
    }
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }

  @Override
  public void close() {
    try (lock) {
      remove(path);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + path, e);
    }
  }
}
