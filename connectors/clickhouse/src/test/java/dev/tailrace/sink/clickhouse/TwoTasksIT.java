package dev.tailrace.sink.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.sink.Batch;
import dev.tailrace.sink.FakeConnect;
import dev.tailrace.sink.Ids;
import dev.tailrace.sink.Outcome;
import dev.tailrace.sink.RowSink;
import dev.tailrace.sink.avro.WriterSchemas;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Connect does not fence a task that hangs, so two may have the same batch at once.
class TwoTasksIT {
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

  /// An INSERT goes on in the server when its client gave up or was fenced off.
  @Test
  void insertOfTheSameBatchStillRunning_isWaitedFor() {
    store = new ClickHouseStore(server, PLAIN);
    String queryId = "default,events,events,0," + Ids.batch(1);
    String running =
        "SELECT count() FROM system.processes WHERE query_id = '" + queryId + "' AND read_rows > 0";
    CompletableFuture<String> slow =
        CompletableFuture.supplyAsync(
            () ->
                server.query(
                    "INSERT INTO events SELECT 'another', 99, -1 FROM numbers(600)"
                        + " WHERE sleepEachRow(0.1) = 0 SETTINGS max_block_size = 1",
                    queryId));
    Awaitility.await().until(() -> server.query(running).equals("1"));
    try (RowSink sink = store.connect()) {
      assertBusy(sink.write(batch()));
      assertBusy(sink.complete(batch()));
      server.query("KILL QUERY WHERE query_id = '" + queryId + "' SYNC");
      Awaitility.await().until(slow::isDone);
      assertThat(sink.complete(batch())).isEqualTo(ALL);
    }
    assertThat(countOfBatch()).isEqualTo(ROWS);
  }

  private static void assertBusy(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Transient.class);
    assertThat(((Outcome.Transient) outcome).why()).contains("already running", Ids.batch(1));
  }

  /// The task that hangs has counted, and is about to remove or insert what the other one does
  /// first.
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void anotherTaskCompletesTheBatchMeanwhile_isOneCopy(int encoding) {
    store = new ClickHouseStore(server, "MergeTree PARTITION BY number % 2 ORDER BY number");
    try (RowSink other = store.connect();
        RowSink hanging =
            store.connect(new SchemasThatHang(encoding, () -> other.complete(batch())))) {
      other.write(batch());
      store.loseRows(10, 50);
      other.complete(batch());
      store.loseRows(10, 50);
      assertThat(hanging.complete(batch())).isEqualTo(ALL);
    }
    assertThat(store.numbers()).isEqualTo(numbers());
  }

  @Test
  void removalThatComesLate_leavesWhatWasStoredSince() {
    store = new ClickHouseStore(server, PLAIN);
    try (RowSink sink = store.connect();
        ClickHouseConnection connection =
            new ClickHouseConnection(server.config(Map.of()).connection())) {
      sink.write(batch());
      store.loseRows(0, 50);
      BatchColumns columns = server.config(Map.of()).batchColumns();
      BatchInTable late = new BatchInTable(connection, columns, FakeConnect.TOPIC, batch());
      Map<String, Long> counted = late.rowsByPart();
      assertThat(counted.values()).containsExactly(50L);
      sink.complete(batch());

      late.remove(counted.keySet());
    }
    assertThat(store.numbers()).isEqualTo(numbers());
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

  /// To encode the batch, once to rehearse and once for every INSERT, a task asks for its schema:
  /// that is where this one hangs, once.
  private final class SchemasThatHang implements WriterSchemas {
    private final AtomicInteger encodings = new AtomicInteger();
    private final int hangBefore;
    private final Runnable meanwhile;

    SchemasThatHang(int hangBefore, Runnable meanwhile) {
      this.hangBefore = hangBefore;
      this.meanwhile = meanwhile;
    }

    @Override
    public Lookup byId(int id) {
      if (encodings.incrementAndGet() == hangBefore) {
        meanwhile.run();
      }
      return store.schemas().byId(id);
    }
  }
}
