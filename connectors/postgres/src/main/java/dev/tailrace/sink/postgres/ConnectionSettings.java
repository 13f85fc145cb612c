package dev.tailrace.sink.postgres;

import java.time.Duration;

/// How to reach Postgres.
///
/// @param url JDBC URL
record ConnectionSettings(
    String url, String user, String password, Duration connectTimeout, Duration statementTimeout) {

  /// Leaves the password out, also one in the URL.
  @Override
  public String toString() {
    int parameters = url.indexOf('?');
    return "%s, user %s".formatted(parameters < 0 ? url : url.substring(0, parameters), user);
  }
}
