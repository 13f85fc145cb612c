package dev.tailrace.postgres;

/// The Postgres tables cannot be made or read; the message names what, and the way out.
public final class PostgresException extends RuntimeException {
  /// Names what is wrong, and the remedy.
  public PostgresException(String message) {
    super(message);
  }

  /// As [#PostgresException(String)], with what it follows from.
  public PostgresException(String message, Throwable cause) {
    super(message, cause);
  }
}
