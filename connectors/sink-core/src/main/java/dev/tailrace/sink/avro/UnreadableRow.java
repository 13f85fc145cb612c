package dev.tailrace.sink.avro;

/// The value of one record cannot be decoded, or holds what its column cannot. The row is rejected
/// alone. Carries no stack trace: the message names the place.
public final class UnreadableRow extends RuntimeException {
  public UnreadableRow(String message) {
    super(message, null, false, false);
  }
}
