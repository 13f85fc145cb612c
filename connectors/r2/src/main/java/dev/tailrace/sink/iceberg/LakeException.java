package dev.tailrace.sink.iceberg;

/// The table is not what the sink can write to; the message says what to do.
public final class LakeException extends RuntimeException {
  LakeException(String message) {
    super(message);
  }

  LakeException(String message, Throwable cause) {
    super(message, cause);
  }
}
