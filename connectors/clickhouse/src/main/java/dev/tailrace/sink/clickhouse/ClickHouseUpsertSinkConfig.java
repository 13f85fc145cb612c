package dev.tailrace.sink.clickhouse;

import dev.tailrace.sink.UpsertSettings;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;

/// The keys of the sink of upserts; docs/sinks.md lists them.
final class ClickHouseUpsertSinkConfig extends ClickHouseConfig {
  static final ConfigDef DEFINITION = UpsertSettings.define(define(new ConfigDef()));

  /// A task writes each of its topics by itself; more topics than these wait for one another.
  private static final int CONNECTIONS = 32;

  ClickHouseUpsertSinkConfig(Map<String, String> properties) {
    super(DEFINITION, properties);
  }

  @Override
  int connections() {
    return CONNECTIONS;
  }
}
