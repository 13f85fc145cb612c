package dev.tailrace.sink.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.sink.Batch;
import dev.tailrace.sink.FakeConnect;
import dev.tailrace.sink.Ids;
import dev.tailrace.sink.Outcome;
import dev.tailrace.sink.RowSink;
import dev.tailrace.sink.avro.WriterSchemas;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How a batch is completed beyond what the contract asks: what may be there, and other engines.
class BatchCompletionIT {
  private static final int ROWS = 100;
  private static final Outcome ALL = new Outcome.Written(ROWS, List.of());
  private static final String PLAIN = "MergeTree ORDER BY number";

  @TempDir static Path directory;
  private static LocalClickHouse server;

  private ClickHouseStore store;

  @BeforeAll
  static void startServer() {
    server = new LocalClickHouse(directory);
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  /// Each crash while a batch is completed burns one more token.
  @Test
  void rowsLostAgainAndAgain_areStoredAgainAndAgain() {
    store = new ClickHouseStore(server, PLAIN);
    try (RowSink sink = store.connect()) {
      for (int crash = 0; crash < 6; crash++) {
        assertThat(sink.complete(batch())).isEqualTo(ALL);
        assertThat(store.numbers()).as("crash " + crash).isEqualTo(numbers());
        store.loseRows(0, ROWS);
      }
    }
  }

  @Test
  void projection_isMendedWithItsRows() {
    store = new ClickHouseStore(server, PLAIN);
    server.query(
        "ALTER TABLE events ADD PROJECTION sums"
            + " (SELECT number % 10, count() GROUP BY number % 10)");
    try (RowSink sink = store.connect()) {
      sink.write(batch());
      store.loseRows(20, 70);
      assertThat(sink.complete(batch())).isEqualTo(ALL);
    }
    assertThat(
            server.query(
                "SELECT count(), min(c), max(c) FROM (SELECT count() AS c FROM events"
                    + " GROUP BY number % 10) SETTINGS force_optimize_projection_name = 'sums'"))
        .isEqualTo("10\t10\t10");
    assertThat(store.numbers()).isEqualTo(numbers());
  }

  @Test
  void batchStoredTwice_isStoredOnceAfterAReplay() {
    store = new ClickHouseStore(server, PLAIN);
    try (RowSink sink = store.connect()) {
      sink.write(batch());
      store.outliveDeduplicationWindow();
      sink.write(batch());
    }
    assertThat(countOfBatch()).isEqualTo(2 * ROWS);
    FakeConnect connect = new FakeConnect(store::connect);
    connect.append(0, Ids.batch(1), batch().values());
    connect.seal(0, Ids.batch(1));

    connect.runToEnd();

    assertThat(countOfBatch()).isEqualTo(ROWS);
  }

  /// The engine drops such rows before they can be counted. A replay has to get past them.
  @Test
  void rowsOlderThanTheTtl_areDone() {
    store =
        new ClickHouseStore(
            server, "MergeTree ORDER BY number TTL toDateTime(number) + INTERVAL 1 DAY");
    try (RowSink sink = store.connect()) {
      assertThat(sink.complete(batch())).isEqualTo(ALL);
      assertThat(sink.complete(batch())).isEqualTo(ALL);
    }
    Awaitility.await().untilAsserted(() -> assertThat(store.numbers()).isEmpty());
  }

  /// As a TTL may do with every one of the tries.
  @Test
  void rowsThatAreAlwaysTakenAwayBeforeTheyAreCounted_areDoneAfterTheLastGeneration() {
    store = new ClickHouseStore(server, PLAIN);
    List<String> generations = new ArrayList<>();
    try (ClickHouseConnection connection =
        new ClickHouseConnection(server.config(Map.of()).connection())) {
      BatchColumns columns = server.config(Map.of()).batchColumns();
      BatchCompletion completion =
          new BatchCompletion(
              connection, columns, topic -> topic, new StoredInTable(connection, columns, t -> t));
      assertThat(completion.complete(batch(), new InsertsOfNothing(generations))).isEqualTo(ALL);
    }
    assertThat(generations).hasSize(4).startsWith("", "#2", "#3").doesNotHaveDuplicates();
  }

  private record InsertsOfNothing(List<String> generations) implements BatchCompletion.Inserts {
    @Override
    public Outcome insert(String generation) {
      generations.add(generation);
      return ALL;
    }

    @Override
    public Outcome rehearse() {
      return ALL;
    }

    @Override
    public boolean areMarked() {
      return true;
    }
  }

  @Test
  void engineThatMergesRows_isNotCounted() {
    store = new ClickHouseStore(server, "ReplacingMergeTree ORDER BY number % 10");
    try (RowSink sink = store.connect()) {
      assertThat(sink.complete(batch())).isEqualTo(ALL);
      assertThat(sink.complete(batch())).isEqualTo(ALL);
    }
    assertThat(store.numbers()).hasSize(10);
    assertThat(server.query("SELECT count() FROM system.parts WHERE table = 'events' AND active"))
        .isEqualTo("1");
  }

  @Test
  void rowsWhoseSchemaTheRegistryLost_stay() {
    store = new ClickHouseStore(server, PLAIN);
    try (RowSink sink = store.connect();
        RowSink later = store.connect(id -> new WriterSchemas.UnknownId("no schema " + id))) {
      sink.write(batch());
      assertThat(later.complete(batch())).isEqualTo(later.rehearse(batch()));
      assertThat(countOfBatch()).isEqualTo(ROWS);

      store.outliveDeduplicationWindow();
      sink.write(batch());
      assertThat(later.complete(batch())).isEqualTo(later.rehearse(batch()));
      assertThat(countOfBatch()).isEqualTo(2 * ROWS);
    }
  }

  /// One half twice is as many rows as both halves. The even half is there and its token is
  /// forgotten, the odd half's token is known and its rows are not there.
  @Test
  void onePartTwice_isNotTakenForBothParts() {
    store = new ClickHouseStore(server, "MergeTree PARTITION BY number % 2 ORDER BY number");
    server.query("SYSTEM STOP MERGES events");
    try (RowSink sink = store.connect()) {
      sink.write(batch());
      store.outliveDeduplicationWindow();
      sink.write(batch());
      String again =
          server.query(
              "SELECT name FROM system.parts WHERE table = 'events' AND active AND partition = '0'"
                  + " ORDER BY min_block_number DESC LIMIT 1");
      server.query("ALTER TABLE events DROP PART '" + again + "'");
      server.query("SYSTEM START MERGES events");
      server.query("ALTER TABLE events DELETE WHERE number % 2 = 1 SETTINGS mutations_sync = 2");
      assertThat(countOfBatch()).isEqualTo(ROWS / 2);

      assertThat(sink.complete(batch())).isEqualTo(ALL);
    }
    assertThat(store.numbers().stream().filter(number -> number >= 0).toList())
        .isEqualTo(numbers());
  }

  /// Otherwise each completion would find none of its rows and store them again.
  @Test
  void rowsWithoutTheMarksOfTheirBatch_areNotCounted() {
    store = new ClickHouseStore(server, PLAIN);
    server.query("ALTER TABLE events ADD COLUMN other String");
    Map<String, String> settings = Map.of(ClickHouseSinkConfig.BATCH_ID_COLUMN, "other");
    try (RowSink sink = ClickHouseSinkTask.sink(server.config(settings), store.schemas())) {
      assertThat(sink.complete(batch())).isEqualTo(ALL);
    }
    assertThat(store.numbers()).isEqualTo(numbers());
  }

  /// One schema's rows lost, some of each, the other's lost.
  @ParameterizedTest
  @ValueSource(ints = {0, ROWS / 4, ROWS / 2})
  void batchOfTwoSchemas_isCompletedAsAWhole(int firstLost) {
    store = new ClickHouseStore(server, "MergeTree PARTITION BY number % 2 ORDER BY number");
    store.addNoteColumn();
    List<byte[]> rows = new ArrayList<>();
    for (long number = 0; number < ROWS; number++) {
      rows.add(
          number < ROWS / 2
              ? store.row(Ids.batch(1), 0, number)
              : store.rowWithNote(Ids.batch(1), 0, number, "later"));
    }
    try (RowSink sink = store.connect()) {
      assertThat(sink.write(batch(rows))).isEqualTo(ALL);
      store.loseRows(firstLost, firstLost + ROWS / 2);
      assertThat(sink.complete(batch(rows))).isEqualTo(ALL);
    }
    assertThat(store.numbers()).isEqualTo(numbers());
    assertThat(store.notes()).hasSize(ROWS / 2);
  }

  private Batch batch() {
    return batch(numbers().stream().map(number -> store.row(Ids.batch(1), 0, number)).toList());
  }

  private static Batch batch(List<byte[]> rows) {
    return new Batch(FakeConnect.TOPIC, 0, Ids.batch(1), 0, ROWS - 1, rows);
  }

  private static List<Long> numbers() {
    return LongStream.range(0, ROWS).boxed().toList();
  }

  private static long countOfBatch() {
    return Long.parseLong(server.query("SELECT count() FROM events WHERE source_partition = 0"));
  }
}
