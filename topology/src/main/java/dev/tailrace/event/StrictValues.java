package dev.tailrace.event;

/// Values that must have the right type or be null: a wrong one is a [JsonException] that names the
/// field, what it holds and what it should hold.
final class StrictValues {
  /// Whole numbers above it are not exact in a double, which is what JavaScript has.
  private static final double MOST_MILLIS = 0x1p53;

  private final JsonCursor cursor;
  private final StringCache cache;

  StrictValues(JsonCursor cursor, StringCache cache) {
    this.cursor = cursor;
    this.cache = cache;
  }

  /// A text; null for null and for an empty one.
  String text(String name) {
    if (cursor.peek() != '"' && !cursor.atNull()) {
      throw wrongType(name, "a string");
    }
    return cursor.textOrNull(cache);
  }

  /// Whether a container opens here; passes over a null.
  boolean opens(int bracket, String name) {
    if (cursor.peek() == bracket) {
      return true;
    }
    if (!cursor.atNull()) {
      throw wrongType(name, bracket == '{' ? "an object" : "an array");
    }
    cursor.skipValue();
    return false;
  }

  /// True or false; false for null.
  boolean flag(String name) {
    int b = cursor.peek();
    if (b != 't' && b != 'f' && b != 'n') {
      throw wrongType(name, "true or false");
    }
    cursor.skipValue();
    return b == 't';
  }

  /// Unix epoch milliseconds, or null.
  Long time(String name) {
    int start = cursor.position();
    double millis = number(name);
    if (!Double.isNaN(millis) && !Timestamps.inRange(millis)) {
      throw outOfRange(name, start, "1970-01-01 to 2299-12-31 in Unix epoch milliseconds");
    }
    return Timestamps.orNull(millis);
  }

  /// Milliseconds; 0 for null.
  long duration(String name) {
    int start = cursor.position();
    double millis = number(name);
    if (millis < 0 || millis > MOST_MILLIS) {
      throw outOfRange(name, start, "0 to 2^53 milliseconds");
    }
    return (long) millis; // 0 for NaN
  }

  /// The number, NaN for null.
  private double number(String name) {
    if (!cursor.atNumber() && !cursor.atNull()) {
      throw wrongType(name, "a number");
    }
    return cursor.numberOrNaN();
  }

  private JsonException wrongType(String name, String wanted) {
    int start = cursor.position();
    String found = ValueKind.startingWith(cursor.peek());
    cursor.skipValue();
    return new JsonException(
        DeadLetterReason.WRONG_TYPE,
        "%s holds %s at byte %d where %s must stand".formatted(name, found, start, wanted));
  }

  private JsonException outOfRange(String name, int start, String range) {
    return new JsonException(
        DeadLetterReason.OUT_OF_RANGE,
        "%s is %s at byte %d, outside %s".formatted(name, cursor.shown(start), start, range));
  }
}
