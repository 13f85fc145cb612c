package dev.tailrace.engines;

import java.time.Duration;

/// When an engine that died is started again.
///
/// @param quickDeaths so many deaths in a row, each sooner than `stableAfter`, and it stays down
/// @param stableAfter an engine that ran this long was well, whatever happened before
/// @param firstPause before the first restart; each further one in a row waits twice as long
/// @param longestPause no restart waits longer
public record RestartPolicy(
    int quickDeaths, Duration stableAfter, Duration firstPause, Duration longestPause) {
  public RestartPolicy {
    if (quickDeaths < 1) {
      throw new IllegalArgumentException("quickDeaths must be at least 1, is " + quickDeaths);
    }
    if (firstPause.isNegative() || longestPause.compareTo(firstPause) < 0) {
      throw new IllegalArgumentException(
          "pauses must not be negative and longestPause not shorter than firstPause, are "
              + firstPause
              + " and "
              + longestPause);
    }
  }

  /// Back within half a second of a single death; down for good after the sixth in a row.
  public static RestartPolicy standard() {
    return new RestartPolicy(
        6, Duration.ofSeconds(30), Duration.ofMillis(100), Duration.ofSeconds(5));
  }

  /// The pause before a restart; the first in a row is number 1.
  Duration pause(int attempt) {
    Duration pause = firstPause;
    for (int i = 1; i < attempt && pause.compareTo(longestPause) < 0; i++) {
      pause = pause.multipliedBy(2);
    }
    return pause.compareTo(longestPause) < 0 ? pause : longestPause;
  }
}
