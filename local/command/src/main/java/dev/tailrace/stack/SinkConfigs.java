package dev.tailrace.stack;

import dev.tailrace.clickhouse.Endpoint;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// The configurations of the stack's sinks.
///
/// @param database of the tables
/// @param lake where Parquet files and their table are
record SinkConfigs(String registryUrl, Endpoint store, String database, Lake lake) {

  /// Each connector's properties by its name.
  Map<String, Map<String, String>> byConnector() {
    Map<String, Map<String, String>> all = new LinkedHashMap<>();
    all.put(StackTopics.CLICKHOUSE_CONNECTOR, batches());
    all.put(StackTopics.WINDOWS_CONNECTOR, windows());
    return all;
  }

  private Map<String, String> batches() {
    Map<String, String> config = common(StackTopics.CLICKHOUSE_CONNECTOR);
    config.put("connector.class", "dev.tailrace.sink.clickhouse.ClickHouseSinkConnector");
    config.put("topics", StackTopics.EVENTS);
    return config;
  }

  private Map<String, String> windows() {
    Map<String, String> config = common(StackTopics.WINDOWS_CONNECTOR);
    config.put("connector.class", "dev.tailrace.sink.clickhouse.ClickHouseUpsertSinkConnector");
    config.put("topics", StackTopics.SERVICE_METRICS + "," + StackTopics.ERROR_TRENDS);
    config.put(
        "clickhouse.tables",
        StackTopics.SERVICE_METRICS
            + "=service_metrics_hourly,"
            + StackTopics.ERROR_TRENDS
            + "=error_trends_5min");
    return config;
  }

  private Map<String, String> common(String name) {
    Map<String, String> config = new HashMap<>();
    config.put("name", name);
    config.put("tasks.max", "1");
    config.put("consumer.override.isolation.level", "read_committed");
    config.put("consumer.override.auto.offset.reset", "earliest");
    config.put("clickhouse.url", store.url().toString());
    config.put("clickhouse.user", store.user());
    config.put("clickhouse.password", store.password());
    config.put("clickhouse.database", database);
    config.put("registry.schema.registry.url", registryUrl);
    config.put("errors.tolerance", "all");
    config.put("errors.deadletterqueue.topic.name", StackTopics.DEAD_LETTERS);
    config.put("errors.deadletterqueue.topic.replication.factor", "1");
    config.put("errors.deadletterqueue.context.headers.enable", "true");
    return config;
  }
}
