package dev.tailrace.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every store of upserts must do, alone and under the task. Run by the sink in memory and by
/// every real one.
public abstract class UpsertSinkContract {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private UpsertStoreUnderTest store;
  private FakeConnect connect;

  /// A running store with an empty table.
  protected abstract UpsertStoreUnderTest newStore();

  @BeforeEach
  final void openStore() {
    store = newStore();
    connect = FakeConnect.ofUpserts(store::connect);
  }

  @AfterEach
  final void closeStore() {
    store.close();
  }

  @Test
  void nothing_isWrittenAndChangesNothing() {
    assertThat(upsert()).isEqualTo(new Outcome.Written(0, List.of()));
    assertThat(store.rows()).isEmpty();
  }

  @Test
  void sameValueTwice_isOneRow() {
    byte[] state = store.state(1, 10, 5);

    assertThat(upsert(state)).isEqualTo(new Outcome.Written(1, List.of()));
    assertThat(upsert(state, state)).isEqualTo(new Outcome.Written(2, List.of()));

    assertThat(store.rows()).containsExactly("1 10 5");
  }

  @Test
  void newerVersion_wins() {
    upsert(store.state(1, 10, 5), store.state(2, 10, 7));
    upsert(store.state(1, 11, 6));

    assertThat(store.rows()).containsExactly("1 11 6", "2 10 7");
  }

  @Test
  void olderVersionThatComesLater_doesNotWin() {
    upsert(store.state(1, 11, 6));
    upsert(store.state(1, 10, 5));

    assertThat(store.rows()).containsExactly("1 11 6");
  }

  @Test
  void versionsInOneWrite_theHighestWins() {
    upsert(store.state(1, 10, 5), store.state(1, 12, 7), store.state(1, 11, 6));

    assertThat(store.rows()).containsExactly("1 12 7");
  }

  /// As after a long outage, or when old events are read again.
  @Test
  void keysOfManyMonths_areOneWrite() {
    byte[][] states =
        IntStream.range(0, 250).mapToObj(key -> store.state(key, 1, 1)).toArray(byte[][]::new);

    assertThat(upsert(states)).isEqualTo(new Outcome.Written(250, List.of()));

    assertThat(store.rows()).hasSize(250);
  }

  @Test
  void poisonRow_isNamedAndTheOthersAreStored() {
    Outcome outcome = upsert(store.state(1, 10, 5), store.poison(), store.state(2, 10, 7));

    assertThat(outcome).isInstanceOf(Outcome.Written.class);
    Outcome.Written written = (Outcome.Written) outcome;
    assertThat(written.rows()).isEqualTo(2);
    assertThat(written.rejected()).extracting(Outcome.RejectedRow::index).containsExactly(1);
    assertThat(store.rows()).containsExactly("1 10 5", "2 10 7");
  }

  @Test
  void poisonRecord_goesToTheDeadLettersAlone() {
    publish(0, 1, 10, 5);
    connect.upsert(0, "poison", store.poison());
    publish(0, 2, 10, 7);

    FakeConnect.Run run = connect.runToEnd();

    assertThat(store.rows()).containsExactly("1 10 5", "2 10 7");
    assertThat(run.deadLetters()).containsExactly(store.poison());
  }

  @Test
  void statesOfAllPartitions_areStored() {
    for (int partition = 0; partition < 3; partition++) {
      for (int version = 1; version <= 20; version++) {
        publish(partition, partition, version, version * 10L);
      }
    }
    connect.runToEnd();

    assertThat(store.rows()).containsExactly("0 20 200", "1 20 200", "2 20 200");
  }

  @Test
  void tombstone_isPassedAndChangesNothing() {
    publish(0, 1, 10, 5);
    connect.upsert(0, "1", null);

    FakeConnect.Run run = connect.runToEnd();

    assertThat(store.rows()).containsExactly("1 10 5");
    assertThat(run.deadLetters()).isEmpty();
  }

  @Test
  void crashBetweenWriteAndAcknowledgement_changesNothing() {
    for (int key = 0; key < 50; key++) {
      publish(0, key, 1, 1);
    }
    FakeConnect.Run run = connect.start();
    await(run, () -> store.rows().size() == 50);
    run.crash();
    connect.resetOffsets();
    publish(0, 0, 2, 9);

    connect.runToEnd();

    assertThat(store.rows()).hasSize(50).startsWith("0 2 9", "1 1 1");
  }

  @Test
  void replayFromZero_leavesTheNewestStates() {
    for (int version = 1; version <= 30; version++) {
      publish(0, 1, version, version);
    }
    connect.runToEnd();
    connect.resetOffsets();

    // In small polls, so that old versions are written once more, on their own.
    FakeConnect.Run run = connect.start();
    await(run, () -> connect.committed(0) == connect.end(0));
    run.stop();

    assertThat(store.rows()).containsExactly("1 30 30");
  }

  @Test
  void storeDownThenUp_delaysAndLosesNothing() {
    publish(0, 1, 10, 5);
    FakeConnect.Run run = connect.start();
    run.untilAllCommitted();
    store.stop();
    publish(0, 2, 10, 7);
    awaitFailure(run, RetriableException.class, "");
    publish(0, 3, 10, 8);
    publish(0, 2, 11, 9);
    awaitFailure(run, RetriableException.class, "");
    assertThat(connect.committed(0)).isLessThan(connect.end(0));

    store.start();
    run.untilAllCommitted();
    run.stop();

    assertThat(store.rows()).containsExactly("1 10 5", "2 11 9", "3 10 8");
    assertThat(run.deadLetters()).isEmpty();
  }

  @Test
  void missingTable_stopsWithTheRemedy() {
    store.dropTable();
    publish(0, 1, 10, 5);
    FakeConnect.Run run = connect.start();
    awaitFailure(run, ConnectException.class, "schema apply");
    run.stop();
    assertThat(connect.committed(0)).isZero();

    store.createTable();
    connect.runToEnd();
    assertThat(store.rows()).containsExactly("1 10 5");
  }

  private void publish(int partition, int key, long version, long count) {
    connect.upsert(partition, Integer.toString(key), store.state(key, version, count));
  }

  /// Over a connection of its own.
  private Outcome upsert(byte[]... values) {
    try (UpsertSink sink = store.connect()) {
      return sink.upsert(FakeConnect.TOPIC, List.of(values));
    }
  }

  private static void awaitFailure(
      FakeConnect.Run run, Class<? extends ConnectException> type, String message) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .pollInSameThread()
        .untilAsserted(
            () ->
                assertThatThrownBy(run::deliver)
                    .isExactlyInstanceOf(type)
                    .hasMessageContaining(message));
  }

  private static void await(FakeConnect.Run run, BooleanSupplier until) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .pollInSameThread()
        .until(
            () -> {
              run.poll(5);
              return until.getAsBoolean();
            });
  }
}
