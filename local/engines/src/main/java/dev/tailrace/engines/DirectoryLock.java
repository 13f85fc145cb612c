package dev.tailrace.engines;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The right to use a data directory, held by one process until it closes the lock or dies.
///
/// The kernel gives the lock back when its holder is killed, so there is no stale lock to remove
/// by hand. The file `lock` also holds who has it, for messages only.
final class DirectoryLock implements AutoCloseable {
  private static final String FILE_NAME = "lock";
  private static final int OWNER_BYTES = 4096;

  /// Closing any channel of a file drops all locks this process has on it. So a lock held by this
  /// JVM must be noticed here, before the file is opened a second time.
  private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

  /// The outcome of asking for a lock.
  sealed interface Attempt {
    record Acquired(DirectoryLock lock) implements Attempt {}

    /// Somebody has it.
    ///
    /// @param owner what the holder wrote about itself; empty when it wrote nothing yet
    record Held(String owner) implements Attempt {}
  }

  private final Path key;
  private final FileChannel channel;

  private DirectoryLock(Path key, FileChannel channel) {
    this.key = key;
    this.channel = channel;
  }

  /// Takes the lock or says who has it; never waits.
  ///
  /// @param owner one line about the asker, shown to those who come later
  static Attempt attempt(Path directory, String owner) throws IOException {
    Files.createDirectories(directory);
    Path key = directory.toRealPath().resolve(FILE_NAME);
    if (!HELD_HERE.add(key)) {
      return new Attempt.Held("this process");
    }
    FileChannel channel = null;
    try {
      channel =
          FileChannel.open(
              key, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock != null) {
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(owner.getBytes(StandardCharsets.UTF_8)), 0);
        return new Attempt.Acquired(new DirectoryLock(key, channel));
      }
      String holder = read(channel);
      release(key, channel);
      return new Attempt.Held(holder);
    } catch (IOException | RuntimeException e) {
      release(key, channel);
      throw e;
    }
  }

  /// Takes the lock for a service of this process.
  ///
  /// @throws DirectoryInUseException when somebody has it
  /// @throws EngineException when the directory cannot be made or written
  static DirectoryLock require(String service, Path directory) {
    try {
      return switch (attempt(directory, "process " + ProcessHandle.current().pid())) {
        case Attempt.Acquired(DirectoryLock lock) -> lock;
        case Attempt.Held(String owner) ->
            throw new DirectoryInUseException(
                service, directory, owner.isEmpty() ? "another process" : owner);
      };
    } catch (IOException e) {
      throw new EngineException(
          "cannot use %s as %s's data directory (%s); choose a directory this user may write to"
              .formatted(directory, service, e),
          e);
    }
  }

  /// As [#close], for callers that can do nothing about a failure.
  void release() {
    try {
      close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot release the lock " + key, e);
    }
  }

  private static String read(FileChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(OWNER_BYTES);
    int length = Math.max(0, channel.read(buffer, 0));
    return new String(buffer.array(), 0, length, StandardCharsets.UTF_8).strip();
  }

  private static void release(Path key, FileChannel channel) throws IOException {
    try {
      if (channel != null) {
        channel.close();
      }
    } finally {
      HELD_HERE.remove(key);
    }
  }

  @Override
  public void close() throws IOException {
    release(key, channel);
  }
}
