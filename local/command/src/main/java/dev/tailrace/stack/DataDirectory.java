package dev.tailrace.stack;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// The one directory that holds everything a stack keeps, locked while a stack uses it.
///
/// The operating system releases the lock when the process ends, however it ends.
final class DataDirectory implements AutoCloseable {
  /// Below this much free space a stack does not start.
  static final long REQUIRED_BYTES = 1L << 30;

  static final String LOCK = "stack.lock";
  private static final String UNFINISHED = "reset.unfinished";

  private final Path root;
  private final FileChannel lockFile;

  private DataDirectory(Path root, FileChannel lockFile) {
    this.root = root;
    this.lockFile = lockFile;
  }

  /// Creates the directory where needed and locks it.
  ///
  /// @throws StackException when it is in use, cannot be written, its disk is nearly full, or a
  /// reset
  ///     of it was cut short
  static DataDirectory open(Path root) {
    DataDirectory opened = lock(root);
    try {
      requireSpace(root);
      requireWhole(root);
      return opened;
    } catch (StackException e) {
      opened.release();
      throw e;
    } catch (IOException e) {
      opened.release();
      throw unusable(root, e);
    }
  }

  /// Creates the directory where needed and locks it, in whatever state it is.
  ///
  /// @throws StackException when it is in use or cannot be written
  static DataDirectory lock(Path root) {
    try {
      Files.createDirectories(root);
      FileChannel file =
          FileChannel.open(root.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (tryLock(file) == null) {
        file.close();
        throw new StackException(inUse(root));
      }
      return new DataDirectory(root, file);
    } catch (AccessDeniedException e) {
      throw new StackException(
          "no right to write " + e.getFile() + "; choose another directory with --data DIR", e);
    } catch (IOException e) {
      throw unusable(root, e);
    }
  }

  private static StackException unusable(Path root, IOException e) {
    return new StackException(
        "cannot use the data directory "
            + root
            + " ("
            + e.getMessage()
            + "); choose another one with --data DIR",
        e);
  }

  private static void requireWhole(Path root) {
    if (Files.exists(root.resolve(UNFINISHED))) {
      throw new StackException(
          "a reset of %1$s was cut short, and its stores and topics do not fit together; finish it: tailrace reset --execute --data %1$s"
              .formatted(root));
    }
  }

  /// As [#close], for callers that can do nothing about a failure.
  void release() {
    try {
      close();
    } catch (IOException e) {
      throw new StackException("cannot leave the data directory " + root, e);
    }
  }

  Path kafka() {
    return root.resolve("kafka");
  }

  Path registryJournal() {
    return root.resolve("registry").resolve("journal.jsonl");
  }

  Path clickHouse() {
    return root.resolve("clickhouse");
  }

  Path connect() {
    return root.resolve("connect");
  }

  Path topology() {
    return root.resolve("topology");
  }

  Path s3() {
    return root.resolve("s3");
  }

  Path iceberg() {
    return root.resolve("iceberg");
  }

  Path postgres() {
    return root.resolve("postgres");
  }

  Path root() {
    return root;
  }

  long usableBytes() throws IOException {
    return Files.getFileStore(root).getUsableSpace();
  }

  void markUnfinished() throws IOException {
    Files.writeString(root.resolve(UNFINISHED), "a reset has begun and not ended\n");
  }

  void markFinished() throws IOException {
    Files.deleteIfExists(root.resolve(UNFINISHED));
  }

  @Override
  public void close() throws IOException {
    lockFile.close();
  }

  private static void requireSpace(Path root) throws IOException {
    long usable = Files.getFileStore(root).getUsableSpace();
    if (usable < REQUIRED_BYTES) {
      throw new StackException(
          "the disk of "
              + root
              + " has "
              + (usable >> 20)
              + " MiB free, and the stack needs "
              + (REQUIRED_BYTES >> 20)
              + " MiB; free some, or choose another disk with --data DIR");
    }
  }

  private static FileLock tryLock(FileChannel file) throws IOException {
    try {
      return file.tryLock();
    } catch (OverlappingFileLockException _) {
      return null; // this very JVM holds it
    }
  }

  private static String inUse(Path root) {
    String owner = StackState.read(root).map(state -> " (process " + state.pid() + ")").orElse("");
    return "another stack"
        + owner
        + " uses the data directory "
        + root
        + "; stop it, or choose another directory with --data DIR";
  }
}
