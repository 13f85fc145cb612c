package dev.tailrace.command;

import java.nio.file.Path;

/// Where the bundled recorded events are.
final class SampleFile {
  private SampleFile() {}

  /// A JSON object in each line, gzipped.
  static Path path() {
    return Path.of(System.getProperty("tailrace.samples", "samples"))
        .resolve("tail-events-prodlike.jsonl.gz");
  }
}
