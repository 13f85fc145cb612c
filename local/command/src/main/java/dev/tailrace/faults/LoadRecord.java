package dev.tailrace.faults;

import java.time.Instant;

/// A record for the raw topic.
final class LoadRecord {
  private final byte[] key;
  private final byte[] value;
  private final Instant time;

  LoadRecord(byte[] key, byte[] value, Instant time) {
    this.key = key;
    this.value = value;
    this.time = time;
  }

  /// The script's name, or null.
  byte[] key() {
    return key;
  }

  byte[] value() {
    return value;
  }

  /// The time that the event bears; the epoch where the record is no event.
  Instant time() {
    return time;
  }
}
