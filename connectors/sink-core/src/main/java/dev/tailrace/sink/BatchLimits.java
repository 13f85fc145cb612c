package dev.tailrace.sink;

/// The largest batch a store can take as one atomic write. A run that grows beyond it stops the
/// sink: cutting it elsewhere than its writer did would break the law of batches.
///
/// @param maxRows rows
/// @param maxBytes sum of the sizes of the values
record BatchLimits(int maxRows, long maxBytes) {
  BatchLimits {
    if (maxRows < 1 || maxBytes < 1) {
      throw new IllegalArgumentException("limits must be positive: " + maxRows + ", " + maxBytes);
    }
  }
}
