package dev.tailrace.sink.clickhouse;

import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;

/// Brings topics that hold the newest state of each key into `ReplacingMergeTree` tables, where the
/// highest version of a key is valid.
public final class ClickHouseUpsertSinkConnector extends ClickHouseConnector {
  @Override
  public ConfigDef config() {
    return ClickHouseUpsertSinkConfig.DEFINITION;
  }

  @Override
  ClickHouseConfig read(Map<String, String> candidate) {
    return new ClickHouseUpsertSinkConfig(candidate);
  }

  @Override
  public Class<? extends Task> taskClass() {
    return ClickHouseUpsertSinkTask.class;
  }
}
