package dev.tailrace.sink.clickhouse;

import dev.tailrace.sink.FakeConnect;
import dev.tailrace.sink.RowSink;
import dev.tailrace.sink.StoreUnderTest;
import dev.tailrace.sink.avro.Framed;
import dev.tailrace.sink.avro.WriterSchemas;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/// The contract's table in a real server, with a short deduplication window.
final class ClickHouseStore implements StoreUnderTest {
  private static final int WINDOW = 20;
  private static final int FIRST_SCHEMA = 1;
  private static final int LATER_SCHEMA = 2;

  private final LocalClickHouse server;
  private final String engine;
  private final Framed framed;
  private final Schema first =
      SchemaBuilder.record("Row")
          .fields()
          .requiredString("pipeline_batch_id")
          .requiredInt("source_partition")
          .requiredLong("number")
          .endRecord();
  private final Schema later =
      SchemaBuilder.record("Row")
          .fields()
          .requiredString("pipeline_batch_id")
          .requiredInt("source_partition")
          .requiredLong("number")
          .optionalString("note")
          .endRecord();

  ClickHouseStore(LocalClickHouse server) {
    this(server, "MergeTree ORDER BY number");
  }

  /// @param engine the table's engine, as far as its settings
  ClickHouseStore(LocalClickHouse server, String engine) {
    this.server = server;
    this.engine = engine;
    this.framed = new Framed().with(FIRST_SCHEMA, first).with(LATER_SCHEMA, later);
    dropTable();
    createTable();
  }

  @Override
  public RowSink connect() {
    return connect(framed);
  }

  /// A sink that asks these schemas, which should know the store's.
  RowSink connect(WriterSchemas schemas) {
    return ClickHouseSinkTask.sink(
        server.config(Map.of(ClickHouseSinkConfig.TABLE_REFRESH_MS, "0")), schemas);
  }

  WriterSchemas schemas() {
    return framed;
  }

  @Override
  public byte[] row(String batchId, int partition, long number) {
    return framed.value(FIRST_SCHEMA, record(first, batchId, partition, number));
  }

  @Override
  public byte[] rowWithNote(String batchId, int partition, long number, String note) {
    GenericRecord row = record(later, batchId, partition, number);
    row.put("note", note);
    return framed.value(LATER_SCHEMA, row);
  }

  private static GenericRecord record(Schema schema, String batchId, int partition, long number) {
    GenericRecord row = new GenericData.Record(schema);
    row.put("pipeline_batch_id", batchId);
    row.put("source_partition", partition);
    row.put("number", number);
    return row;
  }

  /// A value of a known schema that ends too early.
  @Override
  public byte[] poison() {
    return new byte[] {0, 0, 0, 0, FIRST_SCHEMA, 20, 'c', 'u', 't'};
  }

  @Override
  public List<Long> numbers() {
    return server
        .query("SELECT number FROM " + FakeConnect.TOPIC + " ORDER BY number")
        .lines()
        .map(Long::valueOf)
        .toList();
  }

  @Override
  public List<String> notes() {
    return server
        .query("SELECT note FROM " + FakeConnect.TOPIC + " WHERE note != '' ORDER BY note")
        .lines()
        .toList();
  }

  @Override
  public void addNoteColumn() {
    server.query("ALTER TABLE " + FakeConnect.TOPIC + " ADD COLUMN note String");
  }

  @Override
  public void loseRows(long firstNumber, long endNumber) {
    server.query(
        "ALTER TABLE %s DELETE WHERE number >= %d AND number < %d SETTINGS mutations_sync = 2"
            .formatted(FakeConnect.TOPIC, firstNumber, endNumber));
  }

  /// Other batches, of another partition, push the ones before out of the window.
  @Override
  public void outliveDeduplicationWindow() {
    for (int i = 0; i <= WINDOW; i++) {
      server.query(
          "INSERT INTO %s (pipeline_batch_id, source_partition, number) SETTINGS async_insert = 0,"
                  .formatted(FakeConnect.TOPIC)
              + " insert_deduplication_token = 'another %d' VALUES ('another', 99, %d)"
                  .formatted(i, -1 - i));
    }
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
    server.query("DROP TABLE IF EXISTS " + FakeConnect.TOPIC + " SYNC");
  }

  @Override
  public void createTable() {
    server.query(
        """
        CREATE TABLE %s
        (
          pipeline_batch_id LowCardinality(String),
          source_partition UInt32,
          number Int64
        )
        ENGINE = %s
        SETTINGS non_replicated_deduplication_window = %d
        """
            .formatted(FakeConnect.TOPIC, engine, WINDOW));
  }

  @Override
  public void close() {
    // The server goes on: the next test drops the table.
  }
}
