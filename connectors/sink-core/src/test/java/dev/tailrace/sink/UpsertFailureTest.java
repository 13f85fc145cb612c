package dev.tailrace.sink;

import static dev.tailrace.sink.UpsertTaskRun.DOWN;
import static dev.tailrace.sink.UpsertTaskRun.HOURS_0;
import static dev.tailrace.sink.UpsertTaskRun.HOURS_1;
import static dev.tailrace.sink.UpsertTaskRun.TRENDS_0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.sink.UpsertTaskRun.Write;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The task of upserts with sinks and dead letters that fail in one way each.
class UpsertFailureTest {
  private final UpsertTaskRun run = new UpsertTaskRun();

  @AfterEach
  void stop() {
    run.stop();
  }

  @Test
  void transientFailure_isTriedAgainAfterItsWait_withTheNewestStates() {
    run.answer = _ -> DOWN;
    run.with(FailureSettings.RETRY_BACKOFF_MS, "300").start(HOURS_0);
    run.put(run.next(HOURS_0, "a", "a1"), run.next(HOURS_0, "b", "b1"));
    run.pass(Duration.ofSeconds(1));
    assertThat(run.retriable()).hasMessageContaining("down");
    assertThat(run.context.timeoutMillis).isEqualTo(300);
    assertThat(run.committable()).isEmpty();
    run.answer = Write::stored;
    SinkRecord newer = run.next(HOURS_0, "a", "a2");
    assertThatThrownBy(() -> run.put(newer)).isInstanceOf(RetriableException.class);
    run.pass(Duration.ofMillis(300));
    run.until(() -> run.writes.size() == 2 && run.context.timeoutMillis < 0);

    assertThat(run.writes.getLast()).isEqualTo(new Write("hours", List.of("a2", "b1")));
  }

  @Test
  void recordsThatComeDuringAWriteThatFails_areWrittenWithIt() {
    CountDownLatch open = new CountDownLatch(1);
    run.answer =
        write -> {
          var _ = write.storedAfter(open);
          return DOWN;
        };
    run.start(HOURS_0);
    run.put(run.next(HOURS_0, "a", "a1"), run.next(HOURS_0, "b", "b1"));
    run.pass(Duration.ofSeconds(1));
    run.put();
    run.put(run.next(HOURS_0, "a", "a2"), run.next(HOURS_0, "c", "c1"));
    open.countDown();
    run.retriable();
    run.answer = Write::stored;
    run.flush(2);

    assertThat(run.writes.getLast()).isEqualTo(new Write("hours", List.of("a2", "b1", "c1")));
    assertThat(run.committable()).isEqualTo(Map.of(HOURS_0, 4L));
  }

  @Test
  void waitsBetweenTries_grow_andStartAnewAfterASuccess() {
    run.answer = _ -> DOWN;
    run.with(FailureSettings.RETRY_BACKOFF_MS, "300").start(HOURS_0);
    run.put(run.next(HOURS_0, "a", "a1"));
    run.pass(Duration.ofSeconds(1));
    for (long wait : List.of(300L, 600L, 1_200L)) {
      run.retriable();
      assertThat(run.context.timeoutMillis).isEqualTo(wait);
      run.pass(Duration.ofMillis(wait));
    }
    run.answer = Write::stored;
    run.until(() -> run.context.timeoutMillis < 0);
    run.answer = _ -> DOWN;
    run.put(run.next(HOURS_0, "a", "a2"));
    run.pass(Duration.ofSeconds(1));
    run.retriable();

    assertThat(run.context.timeoutMillis).isEqualTo(300);
  }

  /// Connect delivers the records of a failed `put` again, and refuses to commit them before.
  @Test
  void recordsDeliveredAgain_areTakenOnce_andCommittedOnlyThen() {
    run.with(UpsertSettings.MAX_ROWS, "2").start(HOURS_0);
    run.answer = _ -> DOWN;
    run.put(run.next(HOURS_0, "a", "a1"));
    run.pass(Duration.ofSeconds(1));
    run.retriable();
    List<SinkRecord> again = List.of(run.next(HOURS_0, null, "x"), run.next(HOURS_0, "a", "a2"));
    assertThatThrownBy(() -> run.put(again)).isInstanceOf(RetriableException.class);
    assertThatThrownBy(() -> run.put(again)).isInstanceOf(RetriableException.class);
    run.answer = Write::stored;
    run.pass(Duration.ofSeconds(1));
    run.until(() -> run.writes.size() == 2 && run.context.timeoutMillis < 0);

    assertThat(run.writes.getLast().values()).containsExactlyInAnyOrder("a2", "x");
    assertThat(run.committable()).isEmpty();
    run.context.commitRequested = false;
    run.put(again);
    assertThat(run.context.commitRequested).isTrue();
    assertThat(run.committable()).isEqualTo(Map.of(HOURS_0, 3L));
    assertThat(run.writes).hasSize(2);
  }

  @Test
  void topicThatFails_doesNotHoldUpTheOther() {
    run.answer = write -> write.topic().equals("trends") ? DOWN : write.stored();
    run.start(HOURS_0, TRENDS_0);
    run.put(run.next(HOURS_0, "a", "a1"), run.next(TRENDS_0, "b", "b1"));
    run.pass(Duration.ofSeconds(1));
    run.retriable();
    Awaitility.await().until(() -> run.writes.size() == 2);
    assertThatThrownBy(run::put).isInstanceOf(RetriableException.class);

    assertThat(run.committable()).isEqualTo(Map.of(HOURS_0, 1L));
  }

  @Test
  void brokenSink_stopsTheTaskAndCommitsNothing() {
    run.answer = _ -> new Outcome.Broken("no table: make one", new IOException());
    run.start(HOURS_0);
    run.put(run.next(HOURS_0, "a", "a1"));
    run.pass(Duration.ofSeconds(1));

    assertThat(run.failure())
        .isExactlyInstanceOf(ConnectException.class)
        .hasMessageContaining("make one");
    assertThat(run.committable()).isEmpty();
    run.pass(Duration.ofDays(1));
    assertThat(run.failure()).hasMessageContaining("make one");
    assertThat(run.writes).hasSize(1);
  }

  @Test
  void brokenTopic_isSaidBeforeOneThatFailsForATime() {
    run.answer =
        write ->
            write.topic().equals("trends")
                ? new Outcome.Broken("no table", new IOException())
                : DOWN;
    run.start(HOURS_0, HOURS_1, TRENDS_0);
    run.put(run.next(HOURS_0, "a", "a1"), run.next(TRENDS_0, "b", "b1"));
    run.pass(Duration.ofSeconds(1));
    Awaitility.await()
        .pollInSameThread()
        .untilAsserted(() -> assertThat(run.failure()).hasMessageContaining("no table"));
  }

  @Test
  void defectOfTheSink_stopsTheTask() {
    run.answer =
        _ -> {
          throw new AssertionError("a defect");
        };
    run.start(HOURS_0);
    run.put(run.next(HOURS_0, "a", "a1"));
    run.pass(Duration.ofSeconds(1));

    assertThat(run.failure())
        .isExactlyInstanceOf(ConnectException.class)
        .hasMessageContaining("a defect");
    assertThat(run.committable()).isEmpty();
  }

  @Test
  void rejectedRow_goesToTheDeadLettersAsItCame() {
    run.answer = _ -> new Outcome.Written(1, List.of(new Outcome.RejectedRow(1, "cut short")));
    run.start(HOURS_0);
    SinkRecord good = run.next(HOURS_0, "a", "a1");
    SinkRecord bad = run.next(HOURS_0, "b", "b1");
    run.put(good, bad);
    run.flush(1);

    assertThat(run.context.reported).containsExactly(bad);
    assertThat(run.committable()).isEqualTo(Map.of(HOURS_0, 2L));
  }

  @Test
  void rejectedRow_withoutDeadLetters_stopsTheTaskWithTheRemedy() {
    run.answer = _ -> new Outcome.Written(0, List.of(new Outcome.RejectedRow(0, "cut short")));
    run.context.withReporter = false;
    run.start(HOURS_0);
    run.put(run.next(HOURS_0, "a", "a1"));
    run.pass(Duration.ofSeconds(1));

    assertThat(run.failure()).hasMessageContaining("errors.deadletterqueue.topic.name");
    assertThat(run.committable()).isEmpty();
  }

  @Test
  void nothingButRejectedRows_stopTheTaskBeforeTheyAreReported() {
    run.answer = UpsertFailureTest::allRejected;
    run.with(FailureSettings.REJECTED_MAX_IN_A_ROW, "10").start(HOURS_0);
    run.put(records(6));
    run.flush(1);
    run.put(records(6));
    run.pass(Duration.ofSeconds(1));

    assertThat(run.failure()).hasMessageContaining("12 rows in a row");
    assertThat(run.context.reported).hasSize(6);
    assertThat(run.committable()).isEqualTo(Map.of(HOURS_0, 6L));
  }

  @Test
  void rowsThatCouldNotBeReported_countOnceAgainstTheBudget() {
    run.answer = UpsertFailureTest::allRejected;
    run.context.reportsToFail.set(3 * 6);
    run.with(FailureSettings.REJECTED_MAX_IN_A_ROW, "10").start(HOURS_0);
    run.put(records(6));
    for (int attempt = 0; attempt < 3; attempt++) {
      run.pass(Duration.ofSeconds(60));
      assertThat(run.retriable()).hasMessageContaining("no broker");
      assertThat(run.committable()).isEmpty();
    }
    run.flush(4);

    assertThat(run.committable()).isEqualTo(Map.of(HOURS_0, 6L));
  }

  private List<SinkRecord> records(int count) {
    return IntStream.range(0, count).mapToObj(_ -> run.next(HOURS_0, null, "x")).toList();
  }

  private static Outcome allRejected(Write write) {
    return new Outcome.Written(
        0,
        IntStream.range(0, write.values().size())
            .mapToObj(row -> new Outcome.RejectedRow(row, "unknown schema"))
            .toList());
  }
}
