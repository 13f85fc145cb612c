package dev.tailrace.sink;

import java.time.Duration;

/// Waits that double from the first to the longest.
public record Backoff(Duration first, Duration longest) {
  private static final int MOST_DOUBLINGS = 20;

  /// The wait before the next try.
  ///
  /// @param failures failures in a row, from 1
  public Duration after(int failures) {
    Duration doubled = first.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS));
    return doubled.compareTo(longest) < 0 ? doubled : longest;
  }
}
