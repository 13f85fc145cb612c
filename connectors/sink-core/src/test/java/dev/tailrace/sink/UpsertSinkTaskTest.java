package dev.tailrace.sink;

import static dev.tailrace.sink.UpsertTaskRun.HOURS_0;
import static dev.tailrace.sink.UpsertTaskRun.HOURS_1;
import static dev.tailrace.sink.UpsertTaskRun.TRENDS_0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.sink.UpsertTaskRun.Write;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What the task of upserts collects, when it writes, and what it lets pass.
class UpsertSinkTaskTest {
  private final UpsertTaskRun run = new UpsertTaskRun();

  @AfterEach
  void stop() {
    run.stop();
  }

  @Test
  void partitionsOfATopic_areOneWrite() {
    run.start(HOURS_0, HOURS_1, TRENDS_0);
    run.put(
        run.next(HOURS_0, "a", "a1"), run.next(HOURS_1, "b", "b1"), run.next(TRENDS_0, "c", "c1"));
    run.flush(2);

    assertThat(run.writes)
        .containsExactlyInAnyOrder(
            new Write("hours", List.of("a1", "b1")), new Write("trends", List.of("c1")));
    assertThat(run.committable()).isEqualTo(Map.of(HOURS_0, 1L, HOURS_1, 1L, TRENDS_0, 1L));
  }

  @Test
  void ofOneKey_onlyTheLastRecordIsWritten() {
    run.start(HOURS_0);
    run.put(run.next(HOURS_0, "a", "a1"), run.next(HOURS_0, "b", "b1"));
    run.put(run.next(HOURS_0, "a", "a2"), run.next(HOURS_0, "a", "a3"));
    run.flush(1);

    assertThat(run.writes).containsExactly(new Write("hours", List.of("a3", "b1")));
    assertThat(run.committable()).isEqualTo(Map.of(HOURS_0, 4L));
  }

  /// For a store to which the last record of a key need not be its newest state.
  @Test
  void withoutCollapse_everyRecordOfAKeyIsWritten() {
    UpsertTaskRun all = new UpsertTaskRun(UpsertSinkTask.Collapse.NONE).start(HOURS_0);
    all.put(all.next(HOURS_0, "a", "a1"), all.next(HOURS_0, "b", "b1"));
    all.put(all.next(HOURS_0, "a", "a2"), all.next(HOURS_0, "a", "a3"));
    all.flush(1);

    assertThat(all.writes).containsExactly(new Write("hours", List.of("a1", "b1", "a2", "a3")));
    assertThat(all.committable()).isEqualTo(Map.of(HOURS_0, 4L));
    all.stop();
  }

  @Test
  void recordsWithoutKey_andEqualKeysOfTwoPartitions_areAllWritten() {
    run.start(HOURS_0, HOURS_1);
    run.put(
        run.next(HOURS_0, null, "x"),
        run.next(HOURS_0, null, "y"),
        run.next(HOURS_0, "a", "a1"),
        run.next(HOURS_1, "a", "a2"));
    run.flush(1);

    assertThat(run.writes).containsExactly(new Write("hours", List.of("x", "y", "a1", "a2")));
  }

  @Test
  void youngRecords_waitForOthers_andConnectIsAskedToCallInTime() {
    run.start(HOURS_0);
    run.put(run.next(HOURS_0, "a", "a1"));
    assertThat(run.context.timeoutMillis).isEqualTo(UpsertTaskRun.INTERVAL_MILLIS);
    run.pass(Duration.ofMillis(400));
    run.put(run.next(HOURS_0, "b", "b1"));
    assertThat(run.context.timeoutMillis).isEqualTo(UpsertTaskRun.INTERVAL_MILLIS - 400);
    run.pass(Duration.ofMillis(UpsertTaskRun.INTERVAL_MILLIS - 401));
    run.put();
    assertThat(run.context.timeoutMillis).isEqualTo(1);
    assertThat(run.writes).isEmpty();

    run.pass(Duration.ofMillis(1));
    run.until(() -> run.context.commitRequested);

    assertThat(run.writes).containsExactly(new Write("hours", List.of("a1", "b1")));
  }

  @Test
  void idleTask_asksForNothing() {
    run.start(HOURS_0);
    run.put(run.next(HOURS_0, "a", "a1"));
    run.flush(1);
    run.committable();
    run.context.commitRequested = false;
    run.put();

    assertThat(run.context.timeoutMillis).isNegative();
    assertThat(run.context.commitRequested).isFalse();
  }

  @Test
  void fullCollection_isWrittenAtOnce() {
    run.with(UpsertSettings.MAX_ROWS, "3").start(HOURS_0);
    run.put(run.next(HOURS_0, "a", "a1"), run.next(HOURS_0, "b", "b1"));
    run.put(run.next(HOURS_0, "b", "b2"));
    run.put();
    assertThat(run.writes).isEmpty();
    run.put(run.next(HOURS_0, "c", "c1"));
    run.until(() -> run.writes.size() == 1);

    assertThat(run.writes).containsExactly(new Write("hours", List.of("a1", "b2", "c1")));
  }

  @Test
  void collectionOfManyBytes_isWrittenAtOnce() {
    run.with(UpsertSettings.MAX_BYTES, "100").start(HOURS_0);
    run.put(run.next(HOURS_0, "a", "x".repeat(60)));
    run.put(run.next(HOURS_0, "a", "y".repeat(60)));
    run.put();
    assertThat(run.writes).isEmpty();
    run.put(run.next(HOURS_0, "b", "z".repeat(40)));
    run.until(() -> run.writes.size() == 1);

    assertThat(run.writes.getFirst().values()).hasSize(2);
  }

  @Test
  void tombstone_isPassedAndKeepsTheStateBeforeIt() {
    run.start(HOURS_0, HOURS_1);
    run.put(
        run.next(HOURS_0, "a", "a1"), run.next(HOURS_0, "a", null), run.next(HOURS_1, "b", null));
    run.flush(1);

    assertThat(run.writes).containsExactly(new Write("hours", List.of("a1")));
    assertThat(run.committable()).isEqualTo(Map.of(HOURS_0, 2L, HOURS_1, 1L));
  }

  @Test
  void nothingButTombstones_arePassedWithoutAWrite() {
    run.start(HOURS_0);
    run.put(run.next(HOURS_0, "a", null));
    run.pass(Duration.ofSeconds(1));
    run.until(() -> run.context.commitRequested);

    assertThat(run.committable()).isEqualTo(Map.of(HOURS_0, 1L));
    assertThat(run.writes).isEmpty();
  }

  @Test
  void recordsThatComeDuringAWrite_areTheNextOne() {
    CountDownLatch open = new CountDownLatch(1);
    run.answer = write -> write.storedAfter(open);
    run.start(HOURS_0);
    run.put(run.next(HOURS_0, "a", "a1"));
    run.pass(Duration.ofSeconds(1));
    run.put(run.next(HOURS_0, "b", "b1"));
    run.put(run.next(HOURS_0, "a", "a2"));
    run.pass(Duration.ofSeconds(1));
    run.put();
    assertThat(run.committable()).isEmpty();
    open.countDown();
    run.until(() -> run.writes.size() == 2 && run.context.timeoutMillis < 0);

    assertThat(run.writes)
        .containsExactly(
            new Write("hours", List.of("a1", "b1")), new Write("hours", List.of("a2")));
    assertThat(run.committable()).isEqualTo(Map.of(HOURS_0, 3L));
  }

  @Test
  void fullTopic_isPausedUntilItIsStored_andTheOtherGoesOn() {
    CountDownLatch open = new CountDownLatch(1);
    run.answer = write -> write.storedAfter(open);
    run.with(UpsertSettings.MAX_ROWS, "2").start(HOURS_0, HOURS_1, TRENDS_0);
    run.put(run.next(HOURS_0, "a", "a1"), run.next(HOURS_0, "b", "b1"));
    run.put(run.next(HOURS_0, "c", "c1"));
    assertThat(run.context.paused).isEmpty();
    run.put(run.next(HOURS_1, "d", "d1"));
    assertThat(run.context.paused).containsExactlyInAnyOrder(HOURS_0, HOURS_1);
    open.countDown();
    run.until(() -> run.writes.size() == 2);

    run.until(() -> run.context.paused.isEmpty());
  }

  @Test
  void consumerThatShowsAbortedRecords_isRefused() {
    run.with(ConsumerRule.ISOLATION_LEVEL, "read_uncommitted");

    assertThatThrownBy(() -> run.start(HOURS_0))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("read_committed");
  }

  @Test
  void valueThatIsNoBytes_stopsTheTaskWithTheRemedy() {
    run.start(HOURS_0);

    assertThatThrownBy(() -> run.put(UpsertTaskRun.ofAnyType(HOURS_0, 0, "a", "a text")))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("value.converter=org.apache.kafka.connect.converters.ByteArray");
  }
}
