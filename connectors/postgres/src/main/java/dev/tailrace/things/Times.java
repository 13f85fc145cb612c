package dev.tailrace.things;

/// The times that rows can have, Unix epoch milliseconds.
final class Times {
  static final long EARLIEST_MILLIS = 0;

  /// 9999-12-31T23:59:59.999Z.
  static final long LATEST_MILLIS = 253_402_300_799_999L;

  private Times() {}
}
