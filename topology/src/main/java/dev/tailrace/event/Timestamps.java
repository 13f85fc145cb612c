package dev.tailrace.event;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;

/// Times as tail events carry them: Unix epoch milliseconds as a JSON number, or ISO 8601 text.
final class Timestamps {
  /// The last millisecond that the `DateTime64(3)` of ClickHouse can hold,
  /// 2299-12-31T23:59:59.999Z.
  static final long LATEST = 10_413_791_999_999L;

  private static final DateTimeFormatter ISO_MILLIS =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

  private Timestamps() {}

  /// Whether a column can hold this number of milliseconds. NaN cannot be held.
  static boolean inRange(double millis) {
    return millis >= 0 && millis < LATEST + 1;
  }

  /// The time, or null when it is missing or no column can hold it.
  static Long orNull(double millis) {
    return inRange(millis) ? (Long) (long) Math.floor(millis) : null;
  }

  /// Reads ISO 8601 text with an offset, such as `2025-11-20T00:53:20.001Z`; null when it is none.
  static Long parseIso(String text) {
    try {
      return orNull((double) OffsetDateTime.parse(text).toInstant().toEpochMilli());
    } catch (DateTimeException | ArithmeticException _) {
      return null; // Only a detail of the event: what else it says still counts.
    }
  }

  /// As JavaScript's `toISOString` writes it: always three digits of milliseconds, and a Z.
  static String iso(long millis) {
    return ISO_MILLIS.format(Instant.ofEpochMilli(millis));
  }
}
