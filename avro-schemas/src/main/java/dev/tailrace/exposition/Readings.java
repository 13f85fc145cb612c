package dev.tailrace.exposition;

import dev.tailrace.metrics.Histogram;
import dev.tailrace.metrics.Metric;
import dev.tailrace.metrics.MetricKind;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a process reads off itself for one scrape. Values of the same metric with the same labels
/// add up. Not thread-safe.
public final class Readings {
  private static final String INFO = "_info";

  @SuppressWarnings("ArrayRecordComponent") // only added up, never compared
  private record Distribution(long[] counts, double sum) {}

  private final Map<Metric, Map<List<String>, Double>> values = new LinkedHashMap<>();
  private final Map<Metric, Map<List<String>, Distribution>> distributions = new LinkedHashMap<>();

  /// Adds the value of a counter or gauge.
  ///
  /// @param labels one value for each label of the metric, in their order
  public void add(Metric metric, double value, String... labels) {
    require(metric, labels);
    values
        .computeIfAbsent(metric, _ -> new LinkedHashMap<>())
        .merge(List.of(labels), value, Double::sum);
  }

  /// Adds the value of a counter or gauge.
  ///
  /// @param labels one value for each label of the metric, in their order
  public void add(Metric metric, long value, String... labels) {
    add(metric, (double) value, labels);
  }

  /// Adds the observations of a histogram.
  ///
  /// @param counts as [Histogram#counts] gives them
  /// @param labels one value for each label of the metric, in their order
  public void add(Metric metric, long[] counts, double sum, String... labels) {
    require(metric, labels);
    distributions
        .computeIfAbsent(metric, _ -> new LinkedHashMap<>())
        .merge(List.of(labels), new Distribution(counts.clone(), sum), Readings::sum);
  }

  private static Distribution sum(Distribution one, Distribution other) {
    long[] counts = one.counts().clone();
    for (int i = 0; i < counts.length; i++) {
      counts[i] += other.counts()[i];
    }
    return new Distribution(counts, one.sum() + other.sum());
  }

  private static void require(Metric metric, String... labels) {
    if (labels.length != metric.labels().size()) {
      throw new IllegalArgumentException(
          metric.text() + " has the labels " + metric.labels() + ", not " + List.of(labels));
    }
  }

  MetricSnapshots snapshots() {
    MetricSnapshots.Builder all = MetricSnapshots.builder();
    values.forEach((metric, points) -> all.metricSnapshot(snapshot(metric, points)));
    distributions.forEach((metric, points) -> all.metricSnapshot(histogram(metric, points)));
    return all.build();
  }

  private static MetricSnapshot snapshot(Metric metric, Map<List<String>, Double> points) {
    if (metric.kind() == MetricKind.COUNTER) {
      CounterSnapshot.Builder counter =
          CounterSnapshot.builder().name(without(Exposition.TOTAL, metric)).help(metric.help());
      points.forEach(
          (labels, value) ->
              counter.dataPoint(
                  CounterDataPointSnapshot.builder()
                      .labels(labels(metric, labels))
                      .value(value)
                      .build()));
      return counter.build();
    }
    if (metric.text().endsWith(INFO)) {
      InfoSnapshot.Builder info =
          InfoSnapshot.builder().name(without(INFO, metric)).help(metric.help());
      points.forEach(
          (labels, _) ->
              info.dataPoint(
                  InfoDataPointSnapshot.builder().labels(labels(metric, labels)).build()));
      return info.build();
    }
    GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(metric.text()).help(metric.help());
    points.forEach(
        (labels, value) ->
            gauge.dataPoint(
                GaugeDataPointSnapshot.builder()
                    .labels(labels(metric, labels))
                    .value(value)
                    .build()));
    return gauge.build();
  }

  /// The client puts the ending there by itself.
  private static String without(String ending, Metric metric) {
    return metric.text().substring(0, metric.text().length() - ending.length());
  }

  private static MetricSnapshot histogram(Metric metric, Map<List<String>, Distribution> points) {
    HistogramSnapshot.Builder histogram =
        HistogramSnapshot.builder().name(metric.text()).help(metric.help());
    points.forEach(
        (labels, value) ->
            histogram.dataPoint(
                HistogramDataPointSnapshot.builder()
                    .labels(labels(metric, labels))
                    .classicHistogramBuckets(buckets(metric, value.counts()))
                    .sum(value.sum())
                    .build()));
    return histogram.build();
  }

  private static ClassicHistogramBuckets buckets(Metric metric, long[] counts) {
    double[] bounds = Histogram.bounds(metric);
    ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
    for (int i = 0; i < counts.length; i++) {
      buckets.bucket(i < bounds.length ? bounds[i] : Double.POSITIVE_INFINITY, counts[i]);
    }
    return buckets.build();
  }

  private static Labels labels(Metric metric, List<String> values) {
    return metric.labels().isEmpty() ? Labels.EMPTY : Labels.of(metric.labels(), values);
  }
}
