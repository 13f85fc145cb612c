package dev.tailrace.stack;

import dev.tailrace.engines.EngineException;
import dev.tailrace.engines.ExtendedAttributes;
import dev.tailrace.engines.LeftProcesses;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/// What can be told of a data directory from outside, without keeping anybody from using it.
///
/// @param exists false for one that the first start would make
/// @param inUse whether a stack, or a command that needs one of its engines, holds it
/// @param running the stack that holds it, when it is ready
/// @param leftProcesses what a killed stack left running; empty while the directory is in use
/// @param unfit why nothing can be kept in it, if so
public record DataDirectoryLook(
    Path root,
    boolean exists,
    boolean inUse,
    Optional<StackState> running,
    List<String> leftProcesses,
    long usableBytes,
    Optional<String> unfit) {
  /// Below this much free space a stack does not start.
  public static final long REQUIRED_BYTES = DataDirectory.REQUIRED_BYTES;

  public DataDirectoryLook {
    leftProcesses = List.copyOf(leftProcesses);
  }

  /// Looks now.
  ///
  /// @throws IOException when it cannot be read
  public static DataDirectoryLook at(Path root) throws IOException {
    Path disk = existing(root);
    boolean exists = Files.isDirectory(root);
    Optional<StackState> running = StackState.read(root);
    boolean inUse = exists && (running.isPresent() || isLocked(root));
    return new DataDirectoryLook(
        root,
        exists,
        inUse,
        running,
        exists && !inUse
            ? LeftProcesses.on(root.resolve("clickhouse"), root.resolve("postgres"))
            : List.of(),
        Files.getFileStore(disk).getUsableSpace(),
        unfit(disk));
  }

  private static Path existing(Path directory) {
    Path found = directory;
    while (!Files.exists(found)) {
      found = found.getParent();
    }
    return found;
  }

  /// A running stack is known before: closing a lock file would take this process' own lock from
  /// it.
  private static boolean isLocked(Path root) throws IOException {
    Path file = root.resolve(DataDirectory.LOCK);
    if (!Files.exists(file)) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      return lock == null;
    }
  }

  private static Optional<String> unfit(Path disk) throws IOException {
    try {
      ExtendedAttributes.require(disk);
      return Optional.empty();
    } catch (AccessDeniedException _) {
      return Optional.of(
          "no right to write " + disk + "; choose another directory with --data DIR");
    } catch (EngineException e) {
      return Optional.of(e.getMessage());
    }
  }
}
