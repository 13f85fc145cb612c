package dev.tailrace.cost;

import java.time.Duration;

/// Refuses numbers that make no sense, with the number and what to give instead.
final class Limits {
  private static final long MOST = 1_000_000_000_000L;
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofDays(1);

  private Limits() {}

  static void requirePositive(String what, long value) {
    if (value < 1 || value > MOST) {
      throw new IllegalArgumentException(
          "%s: %d is not possible, give a whole number from 1 to %d".formatted(what, value, MOST));
    }
  }

  static void requireBetween(String what, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%s: %d is not possible, give a whole number from %d to %d"
              .formatted(what, value, least, most));
    }
  }

  static void requirePositive(String what, double value) {
    if (!(value > 0 && value <= MOST)) {
      throw new IllegalArgumentException(
          "%s: %s is not possible, give a number above 0".formatted(what, value));
    }
  }

  static void requireWithinADay(String what, Duration value) {
    if (value.compareTo(SHORTEST) < 0 || value.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "%s: %s is not possible, give a duration from %s to %s, such as PT5M"
              .formatted(what, value, SHORTEST, LONGEST));
    }
  }
}
