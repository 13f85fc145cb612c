package dev.tailrace.sink;

import dev.tailrace.metrics.Histogram;
import dev.tailrace.metrics.PartitionProgress;
import dev.tailrace.metrics.SinkMetric;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;

/// What the tasks of one connector in this JVM count, and how far behind they are, in JMX under the
/// names of [SinkMetric].
///
/// Lives as long as the plugin, so that a sum never falls when a task ends. Thread-safe.
public final class SinkMetrics {
  private static final double NANOS = 1e9;
  private static final Map<String, SinkMetrics> BY_CONNECTOR = new ConcurrentHashMap<>();

  private final String connector;
  private final LongAdder transientFailures = new LongAdder();
  private final LongAdder brokenFailures = new LongAdder();
  private final Histogram writes = new Histogram(SinkMetric.WRITE);
  private final List<LongSupplier> backlogs = new CopyOnWriteArrayList<>();
  private final Map<TopicPartition, PartitionProgress> partitions = new ConcurrentHashMap<>();
  private final Map<String, TopicCounts> topics = new ConcurrentHashMap<>();

  private record TopicCounts(
      LongAdder rows, LongAdder batches, LongAdder skipped, LongAdder rejected) {}

  private SinkMetrics(String connector) {
    this.connector = connector;
    SinkBeans.register(
        Map.of("connector", connector),
        Map.of(
            SinkMetric.BACKLOG.text(),
            () -> (double) backlogs.stream().mapToLong(LongSupplier::getAsLong).sum(),
            SinkMetric.WRITE.text(),
            () -> distribution(writes)));
    registerFailures("transient", transientFailures);
    registerFailures("broken", brokenFailures);
  }

  private void registerFailures(String kind, LongAdder count) {
    SinkBeans.register(
        Map.of("connector", connector, "kind", kind),
        Map.of(SinkMetric.FAILURES.text(), value(count)));
  }

  /// Those of the connector that a task's properties name.
  public static SinkMetrics of(Map<String, String> properties) {
    return BY_CONNECTOR.computeIfAbsent(
        properties.getOrDefault("name", "unnamed"), SinkMetrics::new);
  }

  /// A task has bytes waiting from now on.
  ///
  /// @return ends that
  public Runnable backlog(LongSupplier bytes) {
    backlogs.add(bytes);
    return () -> backlogs.remove(bytes);
  }

  /// A task has a partition from now on.
  public PartitionProgress open(TopicPartition partition, InstantSource clock) {
    counts(partition.topic());
    PartitionProgress progress = new PartitionProgress(clock.millis());
    partitions.put(partition, progress);
    SinkBeans.register(
        labels(partition),
        Map.of(
            SinkMetric.TIME_LAG.text(),
            () -> {
              look(partition, progress, clock);
              return progress.lagSeconds(clock.millis());
            },
            SinkMetric.FRESHNESS.text(),
            () -> {
              look(partition, progress, clock);
              var seconds = progress.freshnessSeconds(clock.millis());
              return seconds.isPresent() ? (Object) seconds.getAsDouble() : null;
            }));
    return progress;
  }

  private void look(TopicPartition partition, PartitionProgress progress, InstantSource clock) {
    ConsumerLag.of(connector, partition)
        .ifPresent(following -> progress.following(following, clock.millis()));
  }

  /// A task has a partition no more; another one may have it already.
  ///
  /// @param progress as [#open] gave it
  public void close(TopicPartition partition, PartitionProgress progress) {
    if (partitions.remove(partition, progress)) {
      SinkBeans.remove(labels(partition));
    }
  }

  /// A write succeeded.
  public void wrote(String topic, long rows, Duration took) {
    TopicCounts counts = counts(topic);
    counts.rows().add(rows);
    counts.batches().increment();
    writes.observe(took.toNanos() / NANOS);
  }

  /// A batch was there already.
  public void skipped(String topic) {
    counts(topic).skipped().increment();
  }

  /// Rows lie in the dead letters.
  public void rejected(String topic, int rows) {
    counts(topic).rejected().add(rows);
  }

  /// A write failed.
  public void failed(Outcome.Failure failure) {
    switch (failure) {
      case Outcome.Transient _ -> transientFailures.increment();
      case Outcome.Broken _ -> brokenFailures.increment();
    }
  }

  private TopicCounts counts(String topic) {
    return topics.computeIfAbsent(topic, this::newCounts);
  }

  private TopicCounts newCounts(String topic) {
    TopicCounts counts =
        new TopicCounts(new LongAdder(), new LongAdder(), new LongAdder(), new LongAdder());
    SinkBeans.register(
        Map.of("connector", connector, "topic", topic),
        Map.of(
            SinkMetric.ROWS.text(),
            value(counts.rows()),
            SinkMetric.BATCHES.text(),
            value(counts.batches()),
            SinkMetric.SKIPPED_BATCHES.text(),
            value(counts.skipped()),
            SinkMetric.REJECTED_ROWS.text(),
            value(counts.rejected())));
    return counts;
  }

  private Map<String, String> labels(TopicPartition partition) {
    return Map.of(
        "connector",
        connector,
        "topic",
        partition.topic(),
        "partition",
        Integer.toString(partition.partition()));
  }

  private static Supplier<Object> value(LongAdder count) {
    return () -> (double) count.sum();
  }

  /// The counts of the buckets, then the sum.
  private static double[] distribution(Histogram histogram) {
    long[] counts = histogram.counts();
    double[] values =
        Arrays.copyOf(Arrays.stream(counts).asDoubleStream().toArray(), counts.length + 1);
    values[counts.length] = histogram.sum();
    return values;
  }
}
