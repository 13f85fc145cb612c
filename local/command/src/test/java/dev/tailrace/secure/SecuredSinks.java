package dev.tailrace.secure;

import dev.tailrace.engines.SchemaRegistryServer;
import dev.tailrace.stack.ConnectWorker;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A worker that comes to a secured Kafka with a name, and its connectors, whose passwords stand in
/// files.
///
/// @param directory of the worker
record SecuredSinks(
    Path directory,
    SecuredKafka kafka,
    SchemaRegistryServer registry,
    Certificates certificates,
    PasswordFiles secrets) {
  static final String USER = "sinks";

  ConnectWorker worker() {
    Map<String, String> overrides = new HashMap<>();
    overrides.put("config.providers", "dir");
    overrides.put(
        "config.providers.dir.class",
        "org.apache.kafka.common.config.provider.DirectoryConfigProvider");
    overrides.put("config.providers.dir.param.allowed.paths", secrets.directory().toString());
    Map<String, String> client = kafka.clientProperties(USER, secrets.reference("sinks-password"));
    for (String prefix : List.of("", "consumer.", "producer.", "admin.")) {
      client.forEach((key, value) -> overrides.put(prefix + key, value));
    }
    return ConnectWorker.start("local", kafka.bootstrapServers(), 0, directory, overrides);
  }

  Map<String, String> things(SecuredPostgres postgres) {
    Map<String, String> config = sink("things", "things.mutations");
    config.put("connector.class", "dev.tailrace.sink.postgres.PostgresSinkConnector");
    config.put("postgres.url", postgres.url(certificates));
    config.put("postgres.user", SecuredPostgres.SINK);
    config.put("postgres.password", secrets.reference("postgres-password"));
    return config;
  }

  Map<String, String> batches(SecuredClickHouse clickHouse) {
    Map<String, String> config = sink("batches", "events");
    config.put("connector.class", "dev.tailrace.sink.clickhouse.ClickHouseSinkConnector");
    putClickHouse(config, clickHouse);
    return config;
  }

  Map<String, String> windows(SecuredClickHouse clickHouse) {
    Map<String, String> config = sink("windows", "service-metrics.hourly,error-trends.5min");
    config.put("connector.class", "dev.tailrace.sink.clickhouse.ClickHouseUpsertSinkConnector");
    config.put(
        "clickhouse.tables",
        "service-metrics.hourly=service_metrics_hourly,error-trends.5min=error_trends_5min");
    putClickHouse(config, clickHouse);
    return config;
  }

  private void putClickHouse(Map<String, String> config, SecuredClickHouse clickHouse) {
    config.put("clickhouse.url", clickHouse.url());
    config.put("clickhouse.database", SecuredClickHouse.DATABASE);
    config.put("clickhouse.user", SecuredClickHouse.SINK);
    config.put("clickhouse.password", secrets.reference("clickhouse-password"));
  }

  private Map<String, String> sink(String name, String topics) {
    Map<String, String> config = new HashMap<>();
    config.put("name", name);
    config.put("tasks.max", "1");
    config.put("topics", topics);
    config.put("consumer.override.isolation.level", "read_committed");
    config.put("consumer.override.auto.offset.reset", "earliest");
    config.put("registry.schema.registry.url", registry.url());
    config.put("errors.tolerance", "all");
    config.put("errors.deadletterqueue.topic.name", "tail.dead-letter");
    config.put("errors.deadletterqueue.context.headers.enable", "true");
    return config;
  }
}
