package dev.tailrace.sink.clickhouse;

import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;

/// Brings the sealed batches of topics into ClickHouse tables, each exactly once.
public final class ClickHouseSinkConnector extends ClickHouseConnector {
  @Override
  public ConfigDef config() {
    return ClickHouseSinkConfig.DEFINITION;
  }

  @Override
  ClickHouseConfig read(Map<String, String> candidate) {
    return new ClickHouseSinkConfig(candidate);
  }

  @Override
  public Class<? extends Task> taskClass() {
    return ClickHouseSinkTask.class;
  }
}
