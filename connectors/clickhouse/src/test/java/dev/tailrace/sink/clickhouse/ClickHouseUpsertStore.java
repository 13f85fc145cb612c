package dev.tailrace.sink.clickhouse;

import dev.tailrace.sink.FakeConnect;
import dev.tailrace.sink.UpsertSink;
import dev.tailrace.sink.UpsertStoreUnderTest;
import dev.tailrace.sink.avro.Framed;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/// The contract's table of upserts in a real server, cut so that each key lies in a partition of
/// its own. Its rows are never merged, so that a reader alone picks the versions.
final class ClickHouseUpsertStore implements UpsertStoreUnderTest {
  static final String TABLE = "states";
  private static final int SCHEMA = 1;

  private final LocalClickHouse server;
  private final Framed framed;
  private final Schema schema =
      SchemaBuilder.record("State")
          .fields()
          .requiredInt("key")
          .requiredLong("version")
          .requiredLong("count")
          .endRecord();

  ClickHouseUpsertStore(LocalClickHouse server) {
    this.server = server;
    this.framed = new Framed().with(SCHEMA, schema);
    dropTable();
    createTable();
  }

  @Override
  public UpsertSink connect() {
    return ClickHouseUpsertSinkTask.sink(
        server.upsertConfig(Map.of(ClickHouseConfig.TABLES, FakeConnect.TOPIC + "=" + TABLE)),
        framed);
  }

  @Override
  public byte[] state(int key, long version, long count) {
    GenericRecord state = new GenericData.Record(schema);
    state.put("key", key);
    state.put("version", version);
    state.put("count", count);
    return framed.value(SCHEMA, state);
  }

  /// A value of a known schema that ends too early.
  @Override
  public byte[] poison() {
    return new byte[] {0, 0, 0, 0, SCHEMA, 2};
  }

  @Override
  public List<String> rows() {
    return server
        .query("SELECT key, version, count FROM " + TABLE + " FINAL ORDER BY key")
        .replace('\t', ' ')
        .lines()
        .toList();
  }

  @Override
  public void stop() {
    server.stop();
  }

  @Override
  public void start() {
    server.start();
  }

  @Override
  public void dropTable() {
    server.query("DROP TABLE IF EXISTS " + TABLE + " SYNC");
  }

  @Override
  public void createTable() {
    createTable("ReplacingMergeTree(version)");
    server.query("SYSTEM STOP MERGES " + TABLE);
  }

  void createTable(String engine) {
    server.query(
        """
        CREATE TABLE %s (key Int32, version UInt64, count UInt64)
        ENGINE = %s PARTITION BY key ORDER BY key
        """
            .formatted(TABLE, engine));
  }

  @Override
  public void close() {
    // The server goes on: the next test drops the table.
  }
}
