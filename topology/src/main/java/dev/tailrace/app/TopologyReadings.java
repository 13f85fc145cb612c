package dev.tailrace.app;

import dev.tailrace.app.TailraceApplication.State;
import dev.tailrace.event.DeadLetterReason;
import dev.tailrace.exposition.Readings;
import dev.tailrace.metrics.Metric;
import dev.tailrace.metrics.TopologyMetric;
import dev.tailrace.topology.BatchEnd;
import dev.tailrace.topology.TelemetryLoss;
import dev.tailrace.topology.TopicNames;
import dev.tailrace.topology.TopologyCounts;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Reads the metrics of the topology's process, whatever it is doing. Thread-safe.
final class TopologyReadings implements Consumer<Readings> {
  private final TopicNames topics;
  private final TopologyCounts counts;
  private final RawProgress progress;
  private final RestoreProgress restore;
  private final Failures failures;
  private final Vitals vitals;
  private final StoreReadings stores;
  private final InstantSource clock;

  TopologyReadings(
      TopicNames topics,
      TopologyCounts counts,
      RawProgress progress,
      RestoreProgress restore,
      Failures failures,
      Vitals vitals,
      StoreReadings stores,
      InstantSource clock) {
    this.topics = topics;
    this.counts = counts;
    this.progress = progress;
    this.restore = restore;
    this.failures = failures;
    this.vitals = vitals;
    this.stores = stores;
    this.clock = clock;
  }

  @Override
  public void accept(Readings to) {
    readCounts(to);
    readProgress(to);
    to.add(TopologyMetric.REBALANCES, vitals.rebalances());
    to.add(TopologyMetric.THREAD_FAILURES, failures.count());
    to.add(TopologyMetric.RESTORED, restore.ratio());
    State now = vitals.state();
    for (State state : State.values()) {
      to.add(TopologyMetric.STATE, state == now ? 1 : 0, state.name().toLowerCase(Locale.ROOT));
    }
    stores.accept(to);
  }

  private void readCounts(Readings to) {
    count(to, TopologyMetric.EVENTS_IN, Stream.empty());
    count(
        to,
        TopologyMetric.EVENTS_OUT,
        Stream.of(
            topics.events(),
            topics.partials(),
            topics.serviceMetrics(),
            topics.errorTrends(),
            topics.mutations(),
            topics.deadLetters()));
    count(
        to,
        TopologyMetric.DEAD_LETTERS,
        Stream.of(DeadLetterReason.values()).map(DeadLetterReason::code));
    count(
        to,
        TopologyMetric.TELEMETRY_LOSS,
        Stream.of(TelemetryLoss.values()).map(TelemetryLoss::text));
    count(to, TopologyMetric.BATCHES, Stream.of(BatchEnd.values()).map(BatchEnd::text));
    to.add(TopologyMetric.TICKS, counts.sums(TopologyMetric.TICKS).getOrDefault("", 0L));
    to.add(
        TopologyMetric.LATE_EVENTS, counts.sums(TopologyMetric.LATE_EVENTS).getOrDefault("", 0L));
    to.add(TopologyMetric.WINDOW_LATENESS, counts.lateness().counts(), counts.lateness().sum());
  }

  /// All known labels, so that a rate can be taken of the first one too.
  private void count(Readings to, Metric metric, Stream<String> known) {
    Map<String, Long> sums = new TreeMap<>(counts.sums(metric));
    known.forEach(label -> sums.putIfAbsent(label, 0L));
    sums.forEach((label, sum) -> to.add(metric, sum, label));
  }

  private void readProgress(Readings to) {
    long now = clock.millis();
    progress.forEach(
        (number, partition) -> {
          String label = Integer.toString(number);
          to.add(TopologyMetric.TIME_LAG, partition.lagSeconds(now), label);
          partition
              .freshnessSeconds(now)
              .ifPresent(seconds -> to.add(TopologyMetric.FRESHNESS, seconds, label));
        });
    progress.pollAgeSeconds().ifPresent(seconds -> to.add(TopologyMetric.POLL_AGE, seconds));
  }
}
