package dev.tailrace.sink.clickhouse;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/// How to reach ClickHouse.
///
/// @param urls replicas of the same tables; the next is tried when one cannot be reached
/// @param serverSettings sent with every statement, over the sink's own
record ConnectionSettings(
    List<String> urls,
    String database,
    String user,
    String password,
    Compression compression,
    Duration connectTimeout,
    Duration insertTimeout,
    int connections,
    Map<String, String> serverSettings) {

  /// What the bodies of inserts are compressed with.
  enum Compression {
    NONE,
    LZ4
  }

  ConnectionSettings {
    urls = List.copyOf(urls);
    serverSettings = Map.copyOf(serverSettings);
  }

  /// Leaves the password out.
  @Override
  public String toString() {
    return "%s, database %s, user %s, compression %s".formatted(urls, database, user, compression);
  }
}
