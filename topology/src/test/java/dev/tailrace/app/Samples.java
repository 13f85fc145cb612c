package dev.tailrace.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;

/// The recorded events of the samples folder.
public final class Samples {
  static final ObjectMapper JSON = new ObjectMapper();

  private Samples() {}

  /// The lines of a file, cut at line feeds only: U+2028 is no end of a line.
  public static List<byte[]> lines(String name) {
    byte[] bytes = read(name);
    List<byte[]> lines = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        if (i > start) {
          lines.add(Arrays.copyOfRange(bytes, start, i));
        }
        start = i + 1;
      }
    }
    if (start < bytes.length) {
      lines.add(Arrays.copyOfRange(bytes, start, bytes.length));
    }
    return lines;
  }

  static List<JsonNode> json(String name) {
    return lines(name).stream().map(Samples::parse).toList();
  }

  static JsonNode parse(byte[] json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(new String(json, UTF_8), e);
    }
  }

  private static byte[] read(String name) {
    Path file = Path.of(System.getProperty("tailrace.samples"), name + ".gz");
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
