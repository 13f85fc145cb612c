package dev.tailrace.metrics;

/// How a metric behaves over time.
public enum MetricKind {
  /// Only rises while the process lives, and begins at 0: look at its rate.
  COUNTER,
  /// Rises and falls.
  GAUGE,
  /// Observations in buckets: look at a quantile over its rate.
  HISTOGRAM,
  /// Number and sum of observations: look at the ratio of their rates.
  SUMMARY
}
