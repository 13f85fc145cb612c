package dev.tailrace.window;

import java.time.Duration;

/// Lengths of windows. Windows begin at multiples of their length since the Unix epoch, in UTC.
public enum WindowLength {
  HOUR(Duration.ofHours(1)),
  FIVE_MINUTES(Duration.ofMinutes(5));

  private final long millis;

  WindowLength(Duration length) {
    this.millis = length.toMillis();
  }

  public long millis() {
    return millis;
  }

  /// Start of the window that holds this time; both are Unix epoch milliseconds.
  public long startOf(long timeMillis) {
    return Math.floorDiv(timeMillis, millis) * millis;
  }

  /// End of the window that holds this time, which is not in it; both are Unix epoch milliseconds.
  public long endOf(long timeMillis) {
    return startOf(timeMillis) + millis;
  }
}
