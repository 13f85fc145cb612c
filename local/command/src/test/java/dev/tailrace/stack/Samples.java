package dev.tailrace.stack;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/// The recorded events of the repository.
final class Samples {
  private Samples() {}

  static Path file(String name) {
    return Path.of(System.getProperty("tailrace.samples"), name + ".gz");
  }

  /// The lines of a sample, split on line feeds alone, since U+2028 stands unescaped in some.
  static List<byte[]> lines(String name) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file(name)))) {
      List<byte[]> lines = new ArrayList<>();
      var line = new ByteArrayOutputStream();
      for (byte b : in.readAllBytes()) {
        if (b == '\n') {
          lines.add(line.toByteArray());
          line.reset();
        } else {
          line.write(b);
        }
      }
      return lines;
    }
  }
}
