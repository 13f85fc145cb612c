package dev.tailrace.window;

import java.time.Duration;

/// How long windows are kept open, and how often they are published.
///
/// @param grace how much later than a window's end an event may be captured without being late;
///     that long the window's state is kept
/// @param linger how long a pane that was opened after the grace is kept at least, so that late
///     events that come together share one
/// @param updateInterval least distance of two versions of a window
public record WindowLimits(Duration grace, Duration linger, Duration updateInterval) {
  public static final WindowLimits DEFAULT =
      new WindowLimits(Duration.ofHours(24), Duration.ofMinutes(10), Duration.ofSeconds(1));

  public WindowLimits {
    if (grace.isNegative()) {
      throw new IllegalArgumentException("the grace must not be negative: " + grace);
    }
    requirePositive("linger", linger);
    requirePositive("updateInterval", updateInterval);
  }

  public long graceMillis() {
    return grace.toMillis();
  }

  public long lingerMillis() {
    return linger.toMillis();
  }

  private static void requirePositive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + " must be positive, not " + value);
    }
  }
}
