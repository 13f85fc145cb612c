package dev.tailrace.sink.clickhouse;

import dev.tailrace.sink.UpsertSink;
import dev.tailrace.sink.UpsertSinkTask;
import dev.tailrace.sink.avro.RegistrySchemas;
import dev.tailrace.sink.avro.WriterSchemas;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The task of [ClickHouseUpsertSinkConnector].
public final class ClickHouseUpsertSinkTask extends UpsertSinkTask {
  private static final Logger log = LoggerFactory.getLogger(ClickHouseUpsertSinkTask.class);

  @Override
  public String version() {
    return Version.current();
  }

  @Override
  protected UpsertSink connect(Map<String, String> properties) {
    ClickHouseUpsertSinkConfig config = new ClickHouseUpsertSinkConfig(properties);
    log.info("ClickHouse sink of upserts: {}", config.connection());
    return sink(config, RegistrySchemas.of(config.registry()));
  }

  /// Wires a sink to a server.
  static ClickHouseUpsertSink sink(ClickHouseUpsertSinkConfig config, WriterSchemas schemas) {
    ClickHouseConnection connection = new ClickHouseConnection(config.connection());
    return new ClickHouseUpsertSink(
        connection, TopicBlocks.of(config, connection, schemas), config.tableOfTopic());
  }
}
