package dev.tailrace.sink.r2;

import dev.tailrace.sink.SinkMetrics;
import java.time.Duration;

/// Counts what becomes of the files and records of a topic. Thread-safe.
///
/// @param metrics of the connector
record FileMeter(SinkMetrics metrics, String topic) {
  void stored(long rows, Duration took) {
    metrics.wrote(topic, rows, took);
  }

  /// A file was there already.
  void existed() {
    metrics.skipped(topic);
  }

  void rejected() {
    metrics.rejected(topic, 1);
  }
}
