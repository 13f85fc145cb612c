package dev.tailrace.sink.postgres;

import dev.tailrace.sink.UpsertSink;
import dev.tailrace.sink.UpsertSinkTask;
import dev.tailrace.sink.avro.RegistrySchemas;
import dev.tailrace.sink.avro.WriterSchemas;
import java.time.InstantSource;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The task of [PostgresSinkConnector].
public final class PostgresSinkTask extends UpsertSinkTask {
  private static final Logger log = LoggerFactory.getLogger(PostgresSinkTask.class);

  @Override
  public String version() {
    return ConnectorVersion.current();
  }

  /// Every mutation counts: the last one of a key need not have its highest version, and a delete
  /// between two others tells when the entity's present life began.
  @Override
  protected Collapse collapse() {
    return Collapse.NONE;
  }

  @Override
  protected UpsertSink connect(Map<String, String> properties) {
    PostgresSinkConfig config = new PostgresSinkConfig(properties);
    log.info("Postgres sink: {}", config.connection());
    return sink(config, RegistrySchemas.of(config.registry()));
  }

  /// Wires a sink to a server.
  static PostgresSink sink(PostgresSinkConfig config, WriterSchemas schemas) {
    return new PostgresSink(
        new PostgresConnection(config.connection()),
        new MutationDecoder(schemas),
        config.maxDocumentBytes(),
        config.tombstoneRetention(),
        InstantSource.system());
  }
}
