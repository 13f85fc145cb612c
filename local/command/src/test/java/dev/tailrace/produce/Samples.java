package dev.tailrace.produce;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;

/// The recorded events.
final class Samples {
  private Samples() {}

  static Path path(String name) {
    return Path.of(System.getProperty("tailrace.samples"), name);
  }

  static byte[] bytes(String name) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(path(name)))) {
      return in.readAllBytes();
    }
  }

  static List<String> lines(String name) throws IOException {
    return List.of(new String(bytes(name), UTF_8).split("\n"));
  }
}
