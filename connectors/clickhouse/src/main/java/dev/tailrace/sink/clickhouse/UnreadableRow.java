package dev.tailrace.sink.clickhouse;

/// The value of one record cannot be decoded, or holds what its column cannot. The row is rejected
/// alone. Carries no stack trace: the message names the place.
final class UnreadableRow extends RuntimeException {
  UnreadableRow(String message) {
    super(message, null, false, false);
  }
}
