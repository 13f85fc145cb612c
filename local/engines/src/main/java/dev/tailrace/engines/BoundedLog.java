package dev.tailrace.engines;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// Writes what a process prints to a file that is set aside when it is full; the one set aside
/// before it is dropped.
///
/// Reads until the process ends, also when the disk is full: a process whose output nobody reads
/// would stand still.
final class BoundedLog {
  private static final int BUFFER_BYTES = 8192;

  private final Path file;
  private final long mostBytes;

  /// @param mostBytes of the file and of the one set aside, each
  BoundedLog(Path file, long mostBytes) {
    this.file = file;
    this.mostBytes = mostBytes;
  }

  /// Follows the output in a thread of its own.
  Thread follow(InputStream output) {
    return Thread.ofPlatform().daemon().name("log-" + file.getFileName()).start(() -> copy(output));
  }

  void copy(InputStream output) {
    byte[] buffer = new byte[BUFFER_BYTES];
    try (output) {
      for (int length = output.read(buffer); length >= 0; length = output.read(buffer)) {
        append(buffer, length);
      }
    } catch (IOException _) {
      // The pipe was closed at this end: the process is gone or is being ended by force.
    }
  }

  private void append(byte[] buffer, int length) {
    try {
      if (Files.exists(file) && Files.size(file) + length > mostBytes) {
        Files.move(
            file,
            file.resolveSibling(file.getFileName() + ".1"),
            StandardCopyOption.REPLACE_EXISTING);
      }
      try (OutputStream out =
          Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
        out.write(buffer, 0, length);
      }
    } catch (IOException _) {
      // The text is lost. Whatever fills the disk, the process itself will run into it too.
    }
  }
}
