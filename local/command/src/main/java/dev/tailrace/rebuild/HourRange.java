package dev.tailrace.rebuild;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.stream.Stream;

/// Whole hours of event time, UTC.
///
/// @param from start of the first hour
/// @param to end of the last hour
public record HourRange(Instant from, Instant to) {
  public HourRange {
    if (!isHour(from) || !isHour(to)) {
      throw new IllegalArgumentException(
          "windows begin at full hours: " + from + " to " + to + " does not");
    }
    if (!from.isBefore(to)) {
      throw new IllegalArgumentException("no hour lies from " + from + " to " + to);
    }
  }

  Stream<Instant> hours() {
    return Stream.iterate(from, hour -> hour.isBefore(to), hour -> hour.plus(1, ChronoUnit.HOURS));
  }

  private static boolean isHour(Instant time) {
    return time.truncatedTo(ChronoUnit.HOURS).equals(time);
  }
}
