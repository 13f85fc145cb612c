package dev.tailrace.sink.clickhouse;

import dev.tailrace.sink.BatchSinkTask;
import dev.tailrace.sink.RowSink;
import dev.tailrace.sink.avro.RegistrySchemas;
import dev.tailrace.sink.avro.WriterSchemas;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The task of [ClickHouseSinkConnector].
public final class ClickHouseSinkTask extends BatchSinkTask {
  private static final Logger log = LoggerFactory.getLogger(ClickHouseSinkTask.class);

  @Override
  public String version() {
    return Version.current();
  }

  @Override
  protected RowSink connect(Map<String, String> properties) {
    ClickHouseSinkConfig config = new ClickHouseSinkConfig(properties);
    log.info("ClickHouse sink: {}", config.connection());
    return sink(config, RegistrySchemas.of(config.registry()));
  }

  /// Wires a sink to a server.
  static ClickHouseRowSink sink(ClickHouseSinkConfig config, WriterSchemas schemas) {
    ClickHouseConnection connection = new ClickHouseConnection(config.connection());
    return new ClickHouseRowSink(
        connection,
        TopicBlocks.of(config, connection, schemas),
        config.tableOfTopic(),
        config.batchColumns());
  }
}
