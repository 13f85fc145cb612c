package dev.tailrace.sink;

import java.util.Arrays;

/// Offset and timestamp of each row of a batch. Offsets have gaps where transaction markers lie, so
/// they cannot be reckoned from the first one.
final class RowPositions {
  private static final int FIRST_CAPACITY = 256;

  private long[] offsets = new long[FIRST_CAPACITY];
  private long[] timestampsMillis = new long[FIRST_CAPACITY];
  private int rows;

  void add(long offset, long timestampMillis) {
    if (rows == offsets.length) {
      offsets = Arrays.copyOf(offsets, rows * 2);
      timestampsMillis = Arrays.copyOf(timestampsMillis, rows * 2);
    }
    offsets[rows] = offset;
    timestampsMillis[rows++] = timestampMillis;
  }

  long offset(int row) {
    return offsets[row];
  }

  long timestampMillis(int row) {
    return timestampsMillis[row];
  }
}
