package dev.tailrace.event;

/// Why reading stopped. It has no stack trace: it is an answer about the input, not a defect, and
/// garbage may come at the full rate of the topic.
final class JsonException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final DeadLetterReason reason;

  JsonException(DeadLetterReason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  DeadLetterReason reason() {
    return reason;
  }
}
