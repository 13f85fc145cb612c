package dev.tailrace.sink.postgres;

import dev.tailrace.postgres.PostgresAddress;
import java.time.Duration;

/// How to reach Postgres, and how long anything may take.
record ConnectionSettings(
    PostgresAddress address, Duration connectTimeout, Duration statementTimeout) {

  /// Without passwords.
  @Override
  public String toString() {
    return address.toString();
  }
}
