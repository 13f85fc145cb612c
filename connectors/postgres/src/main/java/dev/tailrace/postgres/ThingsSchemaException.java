package dev.tailrace.postgres;

/// The Postgres tables cannot be made or read; the message names what, and the way out.
public final class ThingsSchemaException extends RuntimeException {
  ThingsSchemaException(String message) {
    super(message);
  }

  ThingsSchemaException(String message, Throwable cause) {
    super(message, cause);
  }
}
