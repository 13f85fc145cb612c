package dev.tailrace.metrics;

import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/// Observations of a metric of kind histogram, in the buckets of that metric. Thread-safe.
public final class Histogram {
  private static final double MINUTE = 60;
  private static final double HOUR = 60 * MINUTE;
  private static final double[] LATENESS = {
    MINUTE, 5 * MINUTE, 30 * MINUTE, HOUR, 6 * HOUR, 12 * HOUR, 24 * HOUR, 48 * HOUR
  };
  private static final double[] WRITE = {0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60};

  private final double[] bounds;
  private final LongAdder[] counts;
  private final DoubleAdder sum = new DoubleAdder();

  /// Without an observation.
  public Histogram(Metric metric) {
    bounds = bounds(metric);
    counts = Stream.generate(LongAdder::new).limit(bounds.length + 1).toArray(LongAdder[]::new);
  }

  /// Upper bounds of the metric's buckets, rising, each within its bucket; what is above the last
  /// one has a bucket of its own.
  ///
  /// @throws IllegalArgumentException when the metric is no histogram
  public static double[] bounds(Metric metric) {
    return switch (metric) {
      case TopologyMetric.WINDOW_LATENESS -> LATENESS.clone();
      case SinkMetric.WRITE -> WRITE.clone();
      default -> throw new IllegalArgumentException(metric.text() + " is no histogram");
    };
  }

  /// Adds an observation, in the metric's unit.
  public void observe(double value) {
    int bucket = 0;
    while (bucket < bounds.length && value > bounds[bucket]) {
      bucket++;
    }
    counts[bucket].increment();
    sum.add(value);
  }

  /// Observations in each bucket, in the order of the bounds; the last one is of those above all
  /// bounds.
  public long[] counts() {
    return Stream.of(counts).mapToLong(LongAdder::sum).toArray();
  }

  /// Sum of all observations.
  public double sum() {
    return sum.sum();
  }
}
