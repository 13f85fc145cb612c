package dev.tailrace.topology;

import dev.tailrace.event.DeadLetterReason;
import dev.tailrace.metrics.Histogram;
import dev.tailrace.metrics.Metric;
import dev.tailrace.metrics.Tally;
import dev.tailrace.metrics.TopologyMetric;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// What the tasks of this process have counted since it was started: work done, so what is done
/// again after a failure is counted again.
///
/// A processor asks once for the tallies it raises. Each belongs to one partition, so that one
/// thread at a time raises it, and outlives the task, so that a sum never falls. Thread-safe.
public final class TopologyCounts {
  private record Key(Metric metric, String label, int partition) {}

  private final Map<Key, Tally> tallies = new ConcurrentHashMap<>();
  private final Histogram lateness = new Histogram(TopologyMetric.WINDOW_LATENESS);

  /// The sums of a counter over all partitions, by its label; those without one under the empty
  /// text.
  public Map<String, Long> sums(Metric metric) {
    Map<String, Long> sums = new TreeMap<>();
    tallies.forEach(
        (key, tally) -> {
          if (key.metric() == metric) {
            sums.merge(key.label(), tally.value(), Long::sum);
          }
        });
    return sums;
  }

  /// How long after the end of their hour events were captured.
  public Histogram lateness() {
    return lateness;
  }

  Tally in(int partition) {
    return tally(TopologyMetric.EVENTS_IN, Integer.toString(partition), partition);
  }

  Tally out(String topic, int partition) {
    return tally(TopologyMetric.EVENTS_OUT, topic, partition);
  }

  Tally deadLetters(DeadLetterReason reason, int partition) {
    return tally(TopologyMetric.DEAD_LETTERS, reason.code(), partition);
  }

  Tally loss(TelemetryLoss kind, int partition) {
    return tally(TopologyMetric.TELEMETRY_LOSS, kind.text(), partition);
  }

  Tally batches(BatchEnd cause, int partition) {
    return tally(TopologyMetric.BATCHES, cause.text(), partition);
  }

  Tally ticks(int partition) {
    return tally(TopologyMetric.TICKS, "", partition);
  }

  Tally lateEvents(int partition) {
    return tally(TopologyMetric.LATE_EVENTS, "", partition);
  }

  private Tally tally(Metric metric, String label, int partition) {
    return tallies.computeIfAbsent(new Key(metric, label, partition), _ -> new Tally());
  }
}
