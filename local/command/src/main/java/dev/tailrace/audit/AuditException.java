package dev.tailrace.audit;

/// The audit cannot be made. The message names the thing, the value and the way out; it is shown to
/// the user as it is.
public final class AuditException extends RuntimeException {
  AuditException(String message) {
    super(message);
  }

  AuditException(String message, Throwable cause) {
    super(message, cause);
  }
}
