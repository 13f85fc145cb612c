package dev.tailrace.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every store must do, alone and under the task. Run by the sink in memory and by every real
/// one.
public abstract class RowSinkContract {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private StoreUnderTest store;
  private FakeConnect connect;

  /// A running store with an empty table.
  protected abstract StoreUnderTest newStore();

  @BeforeEach
  final void openStore() {
    store = newStore();
    connect = new FakeConnect(store::connect);
  }

  @AfterEach
  final void closeStore() {
    store.close();
  }

  @Test
  void batch_isStoredWhole() {
    try (RowSink sink = store.connect()) {
      assertThat(sink.write(batch(1, 0, 100))).isEqualTo(new Outcome.Written(100, List.of()));
    }
    assertThat(store.numbers()).isEqualTo(numbers(0, 100));
  }

  @Test
  void sameBatchTwice_isOneCopy() {
    try (RowSink sink = store.connect()) {
      sink.write(batch(1, 0, 100));
      assertThat(sink.write(batch(1, 0, 100))).isEqualTo(new Outcome.Written(100, List.of()));
    }
    try (RowSink another = store.connect()) {
      assertThat(another.write(batch(1, 0, 100))).isEqualTo(new Outcome.Written(100, List.of()));
    }
    assertThat(store.numbers()).isEqualTo(numbers(0, 100));
  }

  @Test
  void sameRowsInAnotherBatch_areAnotherCopy() {
    try (RowSink sink = store.connect()) {
      sink.write(batch(1, 0, 1));
      sink.write(batch(2, 0, 1));
    }
    assertThat(store.numbers()).containsExactly(0L, 0L);
  }

  @Test
  void rehearsal_answersAsWriteAndStoresNothing() {
    try (RowSink sink = store.connect()) {
      List<byte[]> rows = rows(1, 0, 3);
      rows.add(1, store.poison());
      assertThat(sink.rehearse(batch(1, rows))).isEqualTo(sink.rehearse(batch(1, rows)));
      assertThat(store.numbers()).isEmpty();
      assertThat(sink.rehearse(batch(1, rows))).isEqualTo(sink.write(batch(1, rows)));
    }
  }

  @Test
  void completionOfABatchNobodyTried_storesItWhole() {
    try (RowSink sink = store.connect()) {
      assertThat(sink.complete(batch(1, 0, 100))).isEqualTo(new Outcome.Written(100, List.of()));
    }
    assertThat(store.numbers()).isEqualTo(numbers(0, 100));
  }

  @Test
  void completionOfAWholeBatch_leavesOneCopy() {
    try (RowSink sink = store.connect()) {
      sink.write(batch(1, 0, 100));
      assertThat(sink.complete(batch(1, 0, 100))).isEqualTo(new Outcome.Written(100, List.of()));
      assertThat(sink.complete(batch(1, 0, 100))).isEqualTo(new Outcome.Written(100, List.of()));
      assertThat(sink.write(batch(1, 0, 100))).isEqualTo(new Outcome.Written(100, List.of()));
    }
    assertThat(store.numbers()).isEqualTo(numbers(0, 100));
  }

  @Test
  void completionOfABatchTheStoreOnlyRemembers_storesIt() {
    try (RowSink sink = store.connect()) {
      sink.write(batch(1, 0, 100));
      sink.write(batch(2, 100, 100));
      store.loseRows(0, 100);
      assertThat(sink.complete(batch(1, 0, 100))).isEqualTo(new Outcome.Written(100, List.of()));
    }
    assertThat(store.numbers()).isEqualTo(numbers(0, 200));
  }

  @Test
  void completionOfABatchThatIsThereInPart_storesTheRest() {
    try (RowSink sink = store.connect()) {
      sink.write(batch(1, 0, 100));
      sink.write(batch(2, 100, 100));
      store.loseRows(30, 60);
      assertThat(sink.complete(batch(1, 0, 100))).isEqualTo(new Outcome.Written(100, List.of()));
    }
    assertThat(store.numbers()).isEqualTo(numbers(0, 200));
  }

  @Test
  void completionWithPoison_answersAsWrite() {
    try (RowSink sink = store.connect()) {
      List<byte[]> rows = rows(1, 0, 10);
      rows.add(3, store.poison());
      Outcome written = sink.write(batch(1, rows));
      store.loseRows(0, 5);
      assertThat(sink.complete(batch(1, rows))).isEqualTo(written);
    }
    assertThat(store.numbers()).isEqualTo(numbers(0, 10));
  }

  @Test
  void stored_countsRowsByBatchInPages() {
    try (RowSink sink = store.connect()) {
      for (int number = 1; number <= 5; number++) {
        sink.write(batch(number, 0, number));
      }
      StoredBatches.Page page = sink.stored().from(FakeConnect.TOPIC, 0, Ids.batch(2), 3);
      assertThat(((StoredBatches.Found) page).rowsById().entrySet())
          .extracting(entry -> entry.getKey() + "=" + entry.getValue())
          .containsExactly(Ids.batch(2) + "=2", Ids.batch(3) + "=3", Ids.batch(4) + "=4");
      StoredBatches.Page other = sink.stored().from(FakeConnect.TOPIC, 1, Ids.batch(2), 3);
      assertThat(((StoredBatches.Found) other).rowsById()).isEmpty();
    }
  }

  @Test
  void emptyBatch_advancesTheOffsetAndWritesNothing() {
    connect.seal(0, Ids.batch(1));
    connect.seal(0, Ids.batch(2));

    connect.runToEnd();

    assertThat(store.numbers()).isEmpty();
  }

  @Test
  void unsealedBatch_isNotWrittenAndNotCommitted() {
    publish(1, 0, 10);
    long sealedUpTo = connect.end(0);
    connect.append(0, Ids.batch(2), rows(2, 10, 5));

    FakeConnect.Run run = connect.start();
    await(run, () -> connect.committed(0) == sealedUpTo);
    run.stop();

    assertThat(store.numbers()).isEqualTo(numbers(0, 10));
    assertThat(connect.committed(0)).isEqualTo(sealedUpTo);
  }

  @Test
  void crashBetweenWriteAndAcknowledgement_storesNothingTwice() {
    for (int number = 1; number <= 5; number++) {
      publish(number, number * 100L, 100);
    }
    FakeConnect.Run run = connect.start();
    await(run, () -> store.numbers().size() == 500);
    run.crash();
    connect.resetOffsets();

    connect.runToEnd();

    assertThat(store.numbers()).isEqualTo(numbers(100, 600));
  }

  @Test
  void rowsLostInACrashOfTheStore_comeBackWithTheReplay() {
    for (int number = 1; number <= 5; number++) {
      publish(number, number * 100L, 100);
    }
    FakeConnect.Run run = connect.start();
    await(run, () -> store.numbers().size() == 500);
    run.crash();
    connect.resetOffsets();
    store.loseRows(350, 380);
    store.loseRows(500, 600);

    connect.runToEnd();

    assertThat(store.numbers()).isEqualTo(numbers(100, 600));
  }

  @Test
  void replayOlderThanTheDeduplicationWindow_storesNothingTwice() {
    for (int number = 1; number <= 5; number++) {
      publish(number, number * 100L, 100);
    }
    connect.runToEnd();
    store.outliveDeduplicationWindow();
    int before = store.numbers().size();
    connect.resetOffsets();
    publish(6, 600, 100);

    connect.runToEnd();

    assertThat(store.numbers()).hasSize(before + 100).containsAll(numbers(100, 700));
  }

  @Test
  void replayWithPoison_olderThanTheWindow_storesNothingTwice() {
    List<byte[]> rows = rows(1, 0, 10);
    rows.add(3, store.poison());
    connect.append(0, Ids.batch(1), rows);
    connect.seal(0, Ids.batch(1));
    connect.runToEnd();
    store.outliveDeduplicationWindow();
    int before = store.numbers().size();
    connect.resetOffsets();

    FakeConnect.Run run = connect.runToEnd();

    assertThat(store.numbers()).hasSize(before);
    assertThat(run.deadLetters()).containsExactly(store.poison());
  }

  @Test
  void poisonRow_goesToTheDeadLettersAlone() {
    List<byte[]> rows = rows(1, 0, 10);
    rows.add(3, store.poison());
    connect.append(0, Ids.batch(1), rows);
    connect.seal(0, Ids.batch(1));

    FakeConnect.Run run = connect.runToEnd();

    assertThat(store.numbers()).isEqualTo(numbers(0, 10));
    assertThat(run.deadLetters()).containsExactly(store.poison());
  }

  @Test
  void columnAdded_isFilledByRowsThatHaveIt() {
    publish(1, 0, 2);
    connect.append(0, Ids.batch(2), List.of(store.rowWithNote(Ids.batch(2), 0, 2, "too early")));
    connect.seal(0, Ids.batch(2));
    FakeConnect.Run run = connect.start();
    run.untilAllCommitted();

    store.addNoteColumn();
    connect.append(0, Ids.batch(3), List.of(store.rowWithNote(Ids.batch(3), 0, 3, "here")));
    connect.seal(0, Ids.batch(3));
    publish(4, 4, 1);
    run.untilAllCommitted();
    run.stop();

    assertThat(store.numbers()).containsExactly(0L, 1L, 2L, 3L, 4L);
    assertThat(store.notes()).containsExactly("here");
  }

  @Test
  void storeDownThenUp_delaysAndLosesNothing() {
    publish(1, 0, 100);
    FakeConnect.Run run = connect.start();
    run.untilAllCommitted();
    store.stop();
    publish(2, 100, 100);
    publish(3, 200, 100);
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInSameThread()
        .untilAsserted(
            () -> assertThatThrownBy(run::deliver).isInstanceOf(RetriableException.class));
    assertThat(connect.committed(0)).isLessThan(connect.end(0));

    store.start();
    run.untilAllCommitted();
    run.stop();

    assertThat(store.numbers()).isEqualTo(numbers(0, 300));
  }

  @Test
  void missingTable_stopsWithTheRemedy() {
    store.dropTable();
    publish(1, 0, 10);
    FakeConnect.Run run = connect.start();

    Awaitility.await()
        .atMost(PATIENCE)
        .pollInSameThread()
        .untilAsserted(
            () ->
                assertThatThrownBy(run::deliver)
                    .isInstanceOf(ConnectException.class)
                    .isNotInstanceOf(RetriableException.class)
                    .hasMessageContaining("schema apply"));
    run.stop();
    assertThat(connect.committed(0)).isZero();

    store.createTable();
    connect.runToEnd();
    assertThat(store.numbers()).isEqualTo(numbers(0, 10));
  }

  private void publish(int batch, long first, int count) {
    connect.append(0, Ids.batch(batch), rows(batch, first, count));
    connect.seal(0, Ids.batch(batch));
  }

  private Batch batch(int batch, long first, int count) {
    return batch(batch, rows(batch, first, count));
  }

  private static Batch batch(int batch, List<byte[]> rows) {
    return new Batch(FakeConnect.TOPIC, 0, Ids.batch(batch), 0, rows.size() - 1, rows);
  }

  private List<byte[]> rows(int batch, long first, int count) {
    List<byte[]> rows = new ArrayList<>();
    for (long number = first; number < first + count; number++) {
      rows.add(store.row(Ids.batch(batch), 0, number));
    }
    return rows;
  }

  private static List<Long> numbers(long first, long end) {
    return LongStream.range(first, end).boxed().toList();
  }

  private static void await(FakeConnect.Run run, java.util.function.BooleanSupplier until) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .pollInSameThread()
        .until(
            () -> {
              run.poll(50);
              return until.getAsBoolean();
            });
  }
}
