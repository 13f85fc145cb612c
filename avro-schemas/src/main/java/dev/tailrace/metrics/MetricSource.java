package dev.tailrace.metrics;

/// Which processes expose a metric.
public enum MetricSource {
  /// A process of the topology, at its own `/metrics`.
  TOPOLOGY,
  /// A Kafka Connect worker with sinks, at `/metrics` of its REST interface.
  SINKS,
  /// Both.
  BOTH;

  /// Whether a process of this kind exposes what that source exposes.
  ///
  /// @param process `TOPOLOGY` or `SINKS`
  public boolean includes(MetricSource process) {
    return this == BOTH || this == process;
  }
}
