package dev.tailrace.engines;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The end of a log, for the message about a process that failed.
final class LastLines {
  private static final int MOST_BYTES = 16 * 1024;

  private LastLines() {}

  /// At most so many last lines that are not blank, indented; a remark when there are none.
  static String of(Path file, int lines) {
    try {
      List<String> all =
          end(file).lines().map(LastLines::plain).filter(line -> !line.isEmpty()).toList();
      List<String> last = all.subList(Math.max(0, all.size() - lines), all.size());
      return last.isEmpty()
          ? "  (nothing was written to " + file + ")"
          : "  " + String.join(System.lineSeparator() + "  ", last);
    } catch (IOException e) {
      return "  (" + file + " cannot be read: " + e + ")";
    }
  }

  /// Without what an engine sends to a terminal for colours and the cursor.
  private static String plain(String line) {
    return line.replaceAll("\u001b\\[[0-9;?]*[A-Za-z]", "").replace("\r", "").strip();
  }

  private static String end(Path file) throws IOException {
    if (!Files.exists(file)) {
      return "";
    }
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      int length = (int) Math.min(MOST_BYTES, in.length());
      byte[] bytes = new byte[length];
      in.seek(in.length() - length);
      in.readFully(bytes);
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }
}
