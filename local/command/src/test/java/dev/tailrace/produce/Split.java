package dev.tailrace.produce;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/// Splits text for tests.
final class Split {
  static final int LIMIT = 1024 * 1024;

  private Split() {}

  /// The documents of the text. Bytes that are no UTF-8 cannot be told apart this way.
  static List<String> text(String input) {
    return of(input.getBytes(UTF_8)).stream().map(bytes -> new String(bytes, UTF_8)).toList();
  }

  /// The documents, byte for byte, each byte as one character.
  static List<String> latin(String input) {
    return of(input.getBytes(ISO_8859_1)).stream()
        .map(bytes -> new String(bytes, ISO_8859_1))
        .toList();
  }

  static List<byte[]> of(byte[] input) {
    List<byte[]> result = new ArrayList<>();
    for (Document document : documents(new ByteArrayInputStream(input), LIMIT)) {
      result.add(((Document.Whole) document).bytes());
    }
    return result;
  }

  static List<Document> documents(InputStream input, int limit) {
    List<Document> result = new ArrayList<>();
    try (DocumentSplitter splitter = new DocumentSplitter(input, limit)) {
      for (Document next = splitter.next(); next != null; next = splitter.next()) {
        result.add(next);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return result;
  }

  /// Gives one byte at a time, so that every boundary between two reads is met.
  static InputStream trickle(byte[] input) {
    return new ByteArrayInputStream(input) {
      @Override
      public synchronized int read(byte[] target, int offset, int length) {
        return super.read(target, offset, Math.min(length, 1));
      }
    };
  }
}
