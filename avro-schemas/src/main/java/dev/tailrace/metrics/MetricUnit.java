package dev.tailrace.metrics;

/// What a metric counts in. Seconds and bytes stand in the name, as Prometheus wants it.
public enum MetricUnit {
  SECONDS,
  BYTES,
  /// Things, named by the metric.
  COUNT,
  /// From 0 to 1.
  RATIO
}
