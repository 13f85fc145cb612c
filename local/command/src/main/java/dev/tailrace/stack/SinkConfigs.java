package dev.tailrace.stack;

import dev.tailrace.clickhouse.Endpoint;
import dev.tailrace.engines.S3Server;
import dev.tailrace.postgres.PostgresAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// The configurations of the stack's sinks.
///
/// @param roll when files are ended
public record SinkConfigs(Places places, StackSettings.Roll roll) {

  /// Where the sinks find what they need.
  ///
  /// @param database of the tables in ClickHouse
  /// @param s3Url where the bucket of Parquet files and that of dead letters are
  /// @param catalogUrl where the tables over the files are
  /// @param postgres where the things are
  public record Places(
      String registryUrl,
      Endpoint clickHouse,
      String database,
      String s3Url,
      String catalogUrl,
      PostgresAddress postgres) {}

  /// Each connector's properties by its name.
  public Map<String, Map<String, String>> byConnector() {
    Map<String, Map<String, String>> all = new LinkedHashMap<>();
    all.put(StackTopics.CLICKHOUSE_CONNECTOR, batches());
    all.put(StackTopics.WINDOWS_CONNECTOR, windows());
    all.put(StackTopics.POSTGRES_CONNECTOR, things());
    all.put(StackTopics.R2_CONNECTOR, files());
    all.put(StackTopics.LETTERS_CONNECTOR, letters());
    return all;
  }

  private Map<String, String> batches() {
    Map<String, String> config = clickHouse(StackTopics.CLICKHOUSE_CONNECTOR);
    config.put("connector.class", "dev.tailrace.sink.clickhouse.ClickHouseSinkConnector");
    config.put("topics", StackTopics.EVENTS);
    return config;
  }

  private Map<String, String> windows() {
    Map<String, String> config = clickHouse(StackTopics.WINDOWS_CONNECTOR);
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

  private Map<String, String> things() {
    Map<String, String> config = common(StackTopics.POSTGRES_CONNECTOR);
    config.put("connector.class", "dev.tailrace.sink.postgres.PostgresSinkConnector");
    config.put("topics", StackTopics.MUTATIONS);
    config.put("postgres.url", places.postgres().jdbcUrl());
    config.put("postgres.user", places.postgres().user());
    config.put("postgres.password", places.postgres().password());
    withDeadLetters(config);
    return config;
  }

  private Map<String, String> files() {
    Map<String, String> config = bucket(StackTopics.R2_CONNECTOR);
    config.put(
        "topics",
        String.join(
            ",", StackTopics.EVENTS, StackTopics.SERVICE_METRICS, StackTopics.ERROR_TRENDS));
    config.put("iceberg.catalog.uri", places.catalogUrl());
    config.put("iceberg.commit.interval.ms", String.valueOf(roll.commitInterval().toMillis()));
    withDeadLetters(config);
    return config;
  }

  private Map<String, String> letters() {
    Map<String, String> config = bucket(StackTopics.LETTERS_CONNECTOR);
    config.put("topics", StackTopics.DEAD_LETTERS);
    return config;
  }

  private Map<String, String> bucket(String name) {
    Map<String, String> config = common(name);
    config.put("connector.class", "dev.tailrace.sink.r2.R2SinkConnector");
    config.put("s3.endpoint", places.s3Url());
    config.put("s3.region", S3Server.REGION);
    config.put("s3.access.key", S3Server.ACCESS_KEY);
    config.put("s3.secret.key", S3Server.SECRET_KEY);
    config.put("s3.bucket", Lake.BUCKET);
    config.put("s3.errors.bucket", Lake.ERRORS_BUCKET);
    config.put("roll.interval.ms", String.valueOf(roll.interval().toMillis()));
    config.put("roll.idle.grace.ms", String.valueOf(roll.grace().toMillis()));
    return config;
  }

  private Map<String, String> clickHouse(String name) {
    Map<String, String> config = common(name);
    config.put("clickhouse.url", places.clickHouse().url().toString());
    config.put("clickhouse.user", places.clickHouse().user());
    config.put("clickhouse.password", places.clickHouse().password());
    config.put("clickhouse.database", places.database());
    withDeadLetters(config);
    return config;
  }

  private Map<String, String> common(String name) {
    Map<String, String> config = new HashMap<>();
    config.put("name", name);
    config.put("tasks.max", "1");
    config.put("consumer.override.isolation.level", "read_committed");
    config.put("consumer.override.auto.offset.reset", "earliest");
    config.put("registry.schema.registry.url", places.registryUrl());
    return config;
  }

  private static void withDeadLetters(Map<String, String> config) {
    config.put("errors.tolerance", "all");
    config.put("errors.deadletterqueue.topic.name", StackTopics.DEAD_LETTERS);
    config.put("errors.deadletterqueue.topic.replication.factor", "1");
    config.put("errors.deadletterqueue.context.headers.enable", "true");
  }
}
