package dev.tailrace.topology;

import java.util.Locale;

/// Why a batch ended.
public enum BatchEnd {
  /// The next rows would have made it longer than allowed.
  ROWS,
  /// The next rows would have made it larger than allowed.
  BYTES,
  /// It was old enough.
  AGE,
  /// A former life had left it open.
  RESTART;

  /// The name in metrics.
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
