package dev.tailrace.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.junit.jupiter.api.Test;

/// The task with sinks that fail or reject in one way each.
class BatchFailureTest {
  private final ScriptedBatches batches = new ScriptedBatches();
  private final FakeConnect connect = batches.connect();

  @Test
  void batchThatFailed_isCompletedAtTheNextTry() {
    AtomicInteger tries = new AtomicInteger();
    batches.answer(
        batch ->
            batch.batchId().equals(Ids.batch(2)) && tries.incrementAndGet() == 1
                ? new Outcome.Transient("its end is unknown", new IOException())
                : new Outcome.Written(batch.rows(), List.of()));
    batches.publish(0, 1, 3);
    batches.publish(0, 2, 3);
    batches.publish(0, 3, 3);
    connect.runToEnd();

    assertThat(batches.written())
        .extracting(Batch::batchId)
        .containsExactly(Ids.batch(1), Ids.batch(2), Ids.batch(2), Ids.batch(3));
    assertThat(batches.completed()).containsExactly(Ids.batch(1), Ids.batch(2));
  }

  @Test
  void transientFailure_keepsTheBatchAndTriesAgain() {
    AtomicInteger tries = new AtomicInteger();
    batches.answer(
        batch ->
            tries.incrementAndGet() < 4
                ? new Outcome.Transient("busy", new IOException())
                : new Outcome.Written(batch.rows(), List.of()));
    batches.publish(0, 1, 3);
    FakeConnect.Run run = connect.start();
    ScriptedBatches.awaitFailure(run, RetriableException.class, "busy");
    run.untilAllCommitted();

    assertThat(tries).hasValue(4);
  }

  @Test
  void brokenSink_stopsTheTaskAndCommitsNothingBehindIt() {
    batches.answer(
        batch ->
            batch.batchId().equals(Ids.batch(2))
                ? new Outcome.Broken("no table", new IOException())
                : new Outcome.Written(batch.rows(), List.of()));
    batches.publish(0, 1, 3);
    long afterFirst = connect.end(0);
    batches.publish(0, 2, 3);
    batches.publish(0, 3, 3);
    FakeConnect.Run run = connect.start();
    ScriptedBatches.awaitFailure(run, ConnectException.class, "no table");
    run.stop();

    assertThat(connect.committed(0)).isEqualTo(afterFirst);
    assertThat(batches.written()).extracting(Batch::batchId).doesNotContain(Ids.batch(3));
  }

  @Test
  void defectOfTheSink_stopsTheTask() {
    batches.answer(
        _ -> {
          throw new IllegalStateException("a defect");
        });
    batches.publish(0, 1, 3);
    ScriptedBatches.awaitFailure(connect.start(), ConnectException.class, "a defect");
    assertThat(connect.committed(0)).isZero();
  }

  @Test
  void rejectedRow_withoutDeadLetters_stopsTheTaskWithTheRemedy() {
    batches.answer(
        batch ->
            new Outcome.Written(
                batch.rows() - 1, List.of(new Outcome.RejectedRow(1, "cut short"))));
    batches.publish(0, 1, 3);
    FakeConnect.Run run = connect.startWithoutDeadLetters();
    ScriptedBatches.awaitFailure(run, ConnectException.class, "errors.deadletterqueue.topic.name");
    run.stop();

    assertThat(connect.committed(0)).isZero();
  }

  /// What keeps the dead letters from being taken may outlast the store's memory of the batch.
  @Test
  void reportThatFailed_isMadeAgainAfterTheBatchWasCompleted() {
    batches.answer(
        batch ->
            batch.batchId().equals(Ids.batch(2))
                ? new Outcome.Written(2, List.of(new Outcome.RejectedRow(1, "cut short")))
                : new Outcome.Written(batch.rows(), List.of()));
    batches.publish(0, 1, 3);
    batches.publish(0, 2, 3);
    FakeConnect.Run run = connect.start();
    run.context.reportsToFail.set(1);
    ScriptedBatches.awaitFailure(run, RetriableException.class, "no broker");
    run.untilAllCommitted();
    run.stop();

    assertThat(batches.completed()).containsExactly(Ids.batch(1), Ids.batch(2));
    assertThat(run.deadLetters()).hasSize(1);
  }

  @Test
  void nothingButRejectedRows_stopsTheTaskBeforeTheyAreReported() {
    batches.answer(
        batch ->
            new Outcome.Written(
                0,
                java.util.stream.IntStream.range(0, batch.rows())
                    .mapToObj(row -> new Outcome.RejectedRow(row, "unknown schema"))
                    .toList()));
    connect.with(FailureSettings.REJECTED_MAX_IN_A_ROW, "10");
    batches.publish(0, 1, 6);
    batches.publish(0, 2, 6);
    FakeConnect.Run run = connect.start();
    ScriptedBatches.awaitFailure(run, ConnectException.class, "12 rows in a row");
    run.stop();

    assertThat(run.deadLetters()).hasSize(6);
  }
}
