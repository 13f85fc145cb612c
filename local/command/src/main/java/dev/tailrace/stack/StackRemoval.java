package dev.tailrace.stack;

import dev.tailrace.engines.FileTree;
import dev.tailrace.engines.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Removes the data of a stopped stack, all of it.
public final class StackRemoval {
  private StackRemoval() {}

  /// Returns when this is the directory of a stopped stack.
  ///
  /// @throws StackException when it is not one, or in use
  public static void require(Path data) {
    if (!Files.isRegularFile(data.resolve(DataDirectory.LOCK))) {
      throw new StackException(data + " is no data directory of a stack; it is left alone");
    }
    DataDirectory.lock(data).release();
  }

  /// Deletes the directory, under its lock. What a killed stack left running on it is ended first.
  ///
  /// @throws StackException when it is not one, in use, or cannot be deleted
  public static void remove(Path data) {
    require(data);
    DataDirectory directory = DataDirectory.lock(data);
    try {
      PostgresServer.endFormer(directory.postgres());
      FileTree.delete(data);
    } catch (IOException e) {
      throw new StackException("cannot delete " + data + ": " + e, e);
    } finally {
      directory.release();
    }
  }
}
