package dev.tailrace.sink.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.sink.Batch;
import dev.tailrace.sink.FakeConnect;
import dev.tailrace.sink.Ids;
import dev.tailrace.sink.Outcome;
import dev.tailrace.sink.RowSink;
import dev.tailrace.sink.StoredBatches;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The engine notes a part's token in its deduplication log before it puts the part in place. A
/// kill between the two leaves a token whose part is not there, and a retry with that token was
/// answered OK and stored nothing: KilledServerIT once ended with 119,500 of 120,000 rows.
class BurntTokenIT {
  private static final String ONE_PART = "MergeTree ORDER BY number";
  private static final String TWO_PARTS = "MergeTree PARTITION BY number % 2 ORDER BY number";
  private static final String ALL_PARTS = "1";
  private static final String ODD_PART = "partition = '1'";
  private static final int ROWS = 100;

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

  @Test
  void tokenWithoutItsPart_sameTask() {
    store = new ClickHouseStore(server, ONE_PART);
    deliverWhileTheEngineDies(ALL_PARTS);
    assertStoredOnce();
  }

  @Test
  void tokenWithoutItsPart_nextTask() {
    store = new ClickHouseStore(server, ONE_PART);
    FakeConnect connect = deliverAndCrash();
    server.dieBeforePartsAreInPlace(ALL_PARTS);

    connect.runToEnd();

    assertStoredOnce();
  }

  @Test
  void oneOfTwoPartsMissing_sameTask() {
    store = new ClickHouseStore(server, TWO_PARTS);
    deliverWhileTheEngineDies(ODD_PART);
    assertStoredOnce();
  }

  @Test
  void oneOfTwoPartsMissing_nextTask() {
    store = new ClickHouseStore(server, TWO_PARTS);
    FakeConnect connect = deliverAndCrash();
    server.dieBeforePartsAreInPlace(ODD_PART);

    connect.runToEnd();

    assertStoredOnce();
  }

  /// The retry's token is new to the table by then, so it stores the other part a second time.
  @Test
  void oneOfTwoPartsMissing_replayedAfterTheWindow() {
    store = new ClickHouseStore(server, TWO_PARTS);
    FakeConnect connect = deliverAndCrash();
    server.dieBeforePartsAreInPlace(ODD_PART);
    store.outliveDeduplicationWindow();

    connect.runToEnd();

    assertStoredOnce();
  }

  /// One task, whose first answer is lost with the engine.
  private void deliverWhileTheEngineDies(String missingParts) {
    AtomicBoolean died = new AtomicBoolean();
    FakeConnect connect = new FakeConnect(() -> new DyingOnce(store.connect(), missingParts, died));
    publish(connect);

    connect.runToEnd();

    assertThat(died).isTrue();
  }

  /// One task, which dies after its batch is stored and before its offset is committed.
  private FakeConnect deliverAndCrash() {
    FakeConnect connect = new FakeConnect(store::connect);
    publish(connect);
    connect.runToEnd();
    assertStoredOnce();
    connect.resetOffsets();
    return connect;
  }

  private void publish(FakeConnect connect) {
    List<byte[]> rows =
        LongStream.range(0, ROWS).mapToObj(number -> store.row(Ids.batch(1), 0, number)).toList();
    connect.append(0, Ids.batch(1), rows);
    connect.seal(0, Ids.batch(1));
  }

  /// Leaves out the rows that push tokens out of the window.
  private static void assertStoredOnce() {
    assertThat(server.query("SELECT count(), uniqExact(number) FROM events WHERE number >= 0"))
        .isEqualTo(ROWS + "\t" + ROWS);
  }

  /// A sink whose engine dies once, after it wrote and before it answers.
  private record DyingOnce(RowSink real, String missingParts, AtomicBoolean died)
      implements RowSink {
    @Override
    public Outcome write(Batch batch) {
      return orDie(real.write(batch));
    }

    @Override
    public Outcome complete(Batch batch) {
      return orDie(real.complete(batch));
    }

    private Outcome orDie(Outcome outcome) {
      if (died.getAndSet(true)) {
        return outcome;
      }
      server.dieBeforePartsAreInPlace(missingParts);
      return new Outcome.Transient("the engine died", new IOException("no answer"));
    }

    @Override
    public Outcome rehearse(Batch batch) {
      return real.rehearse(batch);
    }

    @Override
    public StoredBatches stored() {
      return real.stored();
    }

    @Override
    public void close() {
      real.close();
    }
  }
}
