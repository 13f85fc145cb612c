package dev.tailrace.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.assertj.core.data.Percentage;

/// A DDSketch of times as the writer of the windows makes it, written once more from its
/// description: value v lies in bin floor(log v / log g).
///
/// @param bins how many values lie in each bin
record TimeSketch(double accuracy, long zeros, TreeMap<Integer, Long> bins) {
  static final double ACCURACY = 0.01;

  static TimeSketch of(long... values) {
    return of(ACCURACY, values);
  }

  static TimeSketch of(double accuracy, long... values) {
    double logGamma = Math.log((1 + accuracy) / (1 - accuracy));
    TreeMap<Integer, Long> bins = new TreeMap<>();
    for (long value : values) {
      if (value > 0) {
        bins.merge((int) Math.floor(Math.log((double) value) / logGamma), 1L, Long::sum);
      }
    }
    return new TimeSketch(accuracy, Arrays.stream(values).filter(v -> v == 0).count(), bins);
  }

  List<Integer> binList() {
    return List.copyOf(bins.keySet());
  }

  List<Long> countList() {
    return List.copyOf(bins.values());
  }

  /// What the sketch says the exact quantile is about.
  double quantile(double level) {
    long values = zeros + bins.values().stream().mapToLong(Long::longValue).sum();
    long passed = zeros;
    long rank = Math.min((long) (level * values), values - 1);
    if (rank < passed) {
      return 0;
    }
    for (var bin : bins.entrySet()) {
      passed += bin.getValue();
      if (rank < passed) {
        double value = Math.pow((1 + accuracy) / (1 - accuracy), bin.getKey()) * (1 + accuracy);
        return value < 50 ? Math.rint(value) : value;
      }
    }
    return 0;
  }

  /// The value of rank floor(level × n), by sorting all values.
  static long exact(double level, long... values) {
    long[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[Math.min((int) (level * sorted.length), sorted.length - 1)];
  }

  /// The law of the views: within 1 % of the exact quantile, and exact below 50.
  static void assertNear(double answer, double level, long... values) {
    double exact = exact(level, values);
    if (exact < 50) {
      assertThat(answer).isEqualTo(exact);
    } else {
      // A bin reaches exactly 1 % to both sides of what it stands for.
      assertThat(answer).isCloseTo(exact, Percentage.withPercentage(1.000001));
    }
  }
}
