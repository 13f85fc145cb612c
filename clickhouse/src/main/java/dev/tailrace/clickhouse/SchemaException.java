package dev.tailrace.clickhouse;

/// The schema cannot be applied or read; the message names what, and the way out.
public final class SchemaException extends RuntimeException {
  SchemaException(String message) {
    super(message);
  }

  SchemaException(String message, Throwable cause) {
    super(message, cause);
  }
}
