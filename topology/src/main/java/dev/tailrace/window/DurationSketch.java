package dev.tailrace.window;

import com.datadoghq.sketch.ddsketch.mapping.LogarithmicMapping;
import java.util.Arrays;

/// DDSketch of durations in whole milliseconds: how many lie in which bin, the bins growing by a
/// constant factor (Masson, Rim, Lee: DDSketch, VLDB 2019).
///
/// Laws: every percentile lies within [#ACCURACY] of the exact one; merging sketches gives the
/// sketch of all their values, bin by bin. Bins are those of `LogarithmicMapping(0.01)`; unlike the
/// library's own sketch this one counts whole numbers and shows its bins, so that SQL can merge
/// them.
///
/// Mutable, not thread-safe.
public final class DurationSketch {
  /// Relative.
  public static final double ACCURACY = 0.01;

  /// Below it a percentile rounded to whole milliseconds is exact, since the error is below 0.5.
  private static final double EXACT_BELOW = 50;

  private static final int SPARE_BINS = 16;
  private static final int TABLE_SIZE = 4096;
  private static final LogarithmicMapping MAPPING = new LogarithmicMapping(ACCURACY);

  /// Bins of the common values: the logarithm is most of what adding costs.
  private static final short[] BINS = new short[TABLE_SIZE];

  static {
    for (int millis = 1; millis < TABLE_SIZE; millis++) {
      BINS[millis] = (short) MAPPING.index(millis);
    }
  }

  private long zeros;
  private long[] counts = {};

  /// Bin of `counts[0]`.
  private int firstBin;

  /// Adds one value.
  ///
  /// @param millis 0 or more
  public void add(long millis) {
    if (millis == 0) {
      zeros++;
    } else {
      add(millis < TABLE_SIZE ? BINS[(int) millis] : MAPPING.index((double) millis), 1);
    }
  }

  /// Adds so many values of a bin.
  public void add(int bin, long count) {
    if (bin < firstBin || bin >= firstBin + counts.length) {
      makeRoom(bin);
    }
    counts[bin - firstBin] += count;
  }

  public void addZeros(long count) {
    zeros += count;
  }

  private void makeRoom(int bin) {
    if (counts.length == 0) {
      firstBin = bin;
      counts = new long[SPARE_BINS];
    } else if (bin < firstBin) {
      int first = bin - SPARE_BINS;
      long[] grown = new long[counts.length + firstBin - first];
      System.arraycopy(counts, 0, grown, firstBin - first, counts.length);
      firstBin = first;
      counts = grown;
    } else {
      counts = Arrays.copyOf(counts, bin - firstBin + 1 + SPARE_BINS);
    }
  }

  public void merge(DurationSketch other) {
    zeros += other.zeros;
    for (int i = 0; i < other.counts.length; i++) {
      if (other.counts[i] != 0) {
        add(other.firstBin + i, other.counts[i]);
      }
    }
  }

  /// Number of values.
  public long count() {
    long count = zeros;
    for (long inBin : counts) {
      count += inBin;
    }
    return count;
  }

  public long zeros() {
    return zeros;
  }

  /// The value of rank floor(q × n), counted from 0, at most n - 1: the rule of ClickHouse's
  /// `quantileExact`. 0 when there are no values.
  ///
  /// @param q 0 to 1
  /// @return milliseconds within [#ACCURACY], exact below 50
  public double quantile(double q) {
    long count = count();
    if (count == 0) {
      return 0;
    }
    long rank = Math.min(count - 1, (long) (q * count));
    long passed = zeros;
    if (rank < passed) {
      return 0;
    }
    for (int i = 0; i < counts.length; i++) {
      passed += counts[i];
      if (rank < passed) {
        double value = MAPPING.value(firstBin + i);
        return value < EXACT_BELOW ? Math.rint(value) : value;
      }
    }
    throw new IllegalStateException("rank " + rank + " of " + count);
  }

  /// Takes the bins that hold values, in rising order.
  public interface BinVisitor {
    void visit(int bin, long count);
  }

  public void forEachBin(BinVisitor visitor) {
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] != 0) {
        visitor.visit(firstBin + i, counts[i]);
      }
    }
  }

  /// Number of bins that hold values.
  public int binCount() {
    int bins = 0;
    for (long count : counts) {
      if (count != 0) {
        bins++;
      }
    }
    return bins;
  }
}
