package dev.tailrace.metrics;

/// A kind of process that exposes metrics.
public enum MetricSource {
  /// A process of the topology, at its own `/metrics`.
  TOPOLOGY,
  /// A Kafka Connect worker with sinks, at `/metrics` of its REST interface.
  SINKS
}
