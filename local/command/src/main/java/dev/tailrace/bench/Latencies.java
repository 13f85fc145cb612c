package dev.tailrace.bench;

import java.time.Duration;
import java.util.Arrays;

/// How long each of many things took. One thread.
final class Latencies {
  private long[] nanos = new long[1 << 16];
  private int count;

  void add(long someNanos) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * count);
    }
    nanos[count++] = someNanos;
  }

  void clear() {
    count = 0;
  }

  int count() {
    return count;
  }

  /// The least time within which this share of them was over.
  ///
  /// @param share from 0 to 1
  /// @throws IllegalStateException when there is none
  Duration quantile(double share) {
    if (count == 0) {
      throw new IllegalStateException("nothing was measured");
    }
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    int rank = (int) Math.ceil(share * count);
    return Duration.ofNanos(sorted[Math.max(0, rank - 1)]);
  }
}
