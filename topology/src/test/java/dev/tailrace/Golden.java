package dev.tailrace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A text that is kept in a file and reviewed as a diff. `-Dgolden.update` rewrites the file.
public final class Golden {
  private Golden() {}

  /// Compares, or rewrites the file.
  ///
  /// @param file its path from the root of the repository
  public static void check(String file, String actual) {
    Path path = Path.of(System.getProperty("tailrace.samples")).resolveSibling(file);
    try {
      if (System.getProperty("golden.update") != null) {
        Files.createDirectories(path.getParent());
        Files.writeString(path, actual);
      }
      assertThat(Files.exists(path) ? Files.readString(path) : "")
          .as("%s, rewritten by -Dgolden.update", file)
          .isEqualTo(actual);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
