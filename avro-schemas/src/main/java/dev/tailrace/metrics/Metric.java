package dev.tailrace.metrics;

import java.util.List;
import java.util.stream.Stream;

/// A metric that is exposed. What is in none of the lists below is not exposed, and what is in one
/// of them is.
///
/// Names and labels never change once released: alerts and dashboards of others refer to them.
public sealed interface Metric permits TopologyMetric, SinkMetric, ProcessMetric {
  /// What there is to know about a metric.
  ///
  /// @param text the name in Prometheus; of a histogram or summary the series have `_count`, `_sum`
  ///     and, for histograms, `_bucket` behind it
  /// @param help what it means, in a sentence
  /// @param watch what an operator looks for
  /// @param labels names of its labels, in their order
  record Description(
      String text,
      MetricKind kind,
      MetricUnit unit,
      String help,
      String watch,
      List<String> labels) {}

  /// All of it at once; each part has a method of its own.
  Description description();

  /// The name in Prometheus, such as `tailrace_events_in_total`.
  default String text() {
    return description().text();
  }

  default MetricKind kind() {
    return description().kind();
  }

  default MetricUnit unit() {
    return description().unit();
  }

  /// What it means, in a sentence.
  default String help() {
    return description().help();
  }

  /// What an operator looks for.
  default String watch() {
    return description().watch();
  }

  /// Names of its labels, in their order.
  default List<String> labels() {
    return description().labels();
  }

  /// What a process of one kind exposes, no more and no less.
  static List<Metric> of(MetricSource process) {
    Stream<? extends Metric> own =
        switch (process) {
          case TOPOLOGY -> Stream.of(TopologyMetric.values());
          case SINKS -> Stream.of(SinkMetric.values());
        };
    return Stream.<Metric>concat(own, Stream.of(ProcessMetric.values())).toList();
  }

  /// Every metric there is.
  static List<Metric> all() {
    return Stream.<Metric[]>of(TopologyMetric.values(), SinkMetric.values(), ProcessMetric.values())
        .flatMap(Stream::of)
        .toList();
  }
}
