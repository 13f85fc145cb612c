package dev.tailrace.rebuild;

/// Windows or things cannot be rebuilt; the message says why and what to do.
public final class RebuildException extends RuntimeException {
  RebuildException(String message) {
    super(message);
  }

  RebuildException(String message, Throwable cause) {
    super(message, cause);
  }
}
