package dev.tailrace.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// The task with sinks that misbehave in one way each.
class BatchSinkTaskTest {
  private static final byte[] ROW = {1};
  private final List<Batch> written = new ArrayList<>();
  private final List<String> completed = new ArrayList<>();
  private Function<Batch, Outcome> answer = batch -> new Outcome.Written(batch.rows(), List.of());
  private final FakeConnect connect = new FakeConnect(ScriptedSink::new);

  /// Answers as the test says and keeps what it was given.
  private final class ScriptedSink implements RowSink {
    @Override
    public Outcome write(Batch batch) {
      Outcome outcome = answer.apply(batch);
      synchronized (written) {
        written.add(batch);
      }
      return outcome;
    }

    @Override
    public Outcome complete(Batch batch) {
      synchronized (written) {
        completed.add(batch.batchId());
      }
      return write(batch);
    }

    @Override
    public Outcome rehearse(Batch batch) {
      throw new UnsupportedOperationException();
    }

    @Override
    public StoredBatches stored() {
      return (_, _, _, _) -> new StoredBatches.Found(new TreeMap<>());
    }

    @Override
    public void close() {}
  }

  private void publish(int partition, int number, int rows) {
    connect.append(partition, Ids.batch(number), List.of(ROW).subList(0, 1));
    for (int i = 1; i < rows; i++) {
      connect.append(partition, Ids.batch(number), List.of(ROW));
    }
    connect.seal(partition, Ids.batch(number));
  }

  private static void awaitFailure(
      FakeConnect.Run run, Class<? extends Throwable> type, String message) {
    Awaitility.await()
        .pollInSameThread()
        .untilAsserted(
            () ->
                assertThatThrownBy(run::deliver).isInstanceOf(type).hasMessageContaining(message));
  }

  @Test
  void batchesOfAPartition_areWrittenInOrder() {
    for (int number = 1; number <= 50; number++) {
      publish(0, number, 3);
    }
    connect.runToEnd();

    assertThat(written)
        .extracting(Batch::batchId)
        .isEqualTo(java.util.stream.IntStream.rangeClosed(1, 50).mapToObj(Ids::batch).toList());
  }

  @Test
  void firstBatchAfterTheAssignment_isCompleted_theOthersAreWritten() {
    publish(0, 1, 3);
    publish(0, 2, 3);
    publish(0, 3, 3);
    connect.runToEnd();
    publish(0, 4, 3);
    publish(0, 5, 3);
    connect.runToEnd();

    assertThat(written).hasSize(5);
    assertThat(completed).containsExactly(Ids.batch(1), Ids.batch(4));
  }

  @Test
  void batchThatFailed_isCompletedAtTheNextTry() {
    AtomicInteger tries = new AtomicInteger();
    answer =
        batch ->
            batch.batchId().equals(Ids.batch(2)) && tries.incrementAndGet() == 1
                ? new Outcome.Transient("its end is unknown", new IOException())
                : new Outcome.Written(batch.rows(), List.of());
    publish(0, 1, 3);
    publish(0, 2, 3);
    publish(0, 3, 3);
    connect.runToEnd();

    assertThat(written)
        .extracting(Batch::batchId)
        .containsExactly(Ids.batch(1), Ids.batch(2), Ids.batch(2), Ids.batch(3));
    assertThat(completed).containsExactly(Ids.batch(1), Ids.batch(2));
  }

  @Test
  void batchesInFlight_areBounded() {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch two = new CountDownLatch(2);
    answer =
        batch -> {
          most.accumulateAndGet(now.incrementAndGet(), Math::max);
          two.countDown();
          await(two);
          now.decrementAndGet();
          return new Outcome.Written(batch.rows(), List.of());
        };
    connect.with(SinkSettings.BATCHES_IN_FLIGHT, "2");
    for (int partition = 0; partition < 6; partition++) {
      publish(partition, 1, 1);
    }
    connect.runToEnd();

    assertThat(most).hasValue(2);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void transientFailure_keepsTheBatchAndTriesAgain() {
    AtomicInteger tries = new AtomicInteger();
    answer =
        batch ->
            tries.incrementAndGet() < 4
                ? new Outcome.Transient("busy", new IOException())
                : new Outcome.Written(batch.rows(), List.of());
    publish(0, 1, 3);
    FakeConnect.Run run = connect.start();
    awaitFailure(run, RetriableException.class, "busy");
    run.untilAllCommitted();

    assertThat(tries).hasValue(4);
  }

  @Test
  void brokenSink_stopsTheTaskAndCommitsNothingBehindIt() {
    answer =
        batch ->
            batch.batchId().equals(Ids.batch(2))
                ? new Outcome.Broken("no table", new IOException())
                : new Outcome.Written(batch.rows(), List.of());
    publish(0, 1, 3);
    long afterFirst = connect.end(0);
    publish(0, 2, 3);
    publish(0, 3, 3);
    FakeConnect.Run run = connect.start();
    awaitFailure(run, ConnectException.class, "no table");
    run.stop();

    assertThat(connect.committed(0)).isEqualTo(afterFirst);
    assertThat(written).extracting(Batch::batchId).doesNotContain(Ids.batch(3));
  }

  @Test
  void defectOfTheSink_stopsTheTask() {
    answer =
        _ -> {
          throw new IllegalStateException("a defect");
        };
    publish(0, 1, 3);
    awaitFailure(connect.start(), ConnectException.class, "a defect");
    assertThat(connect.committed(0)).isZero();
  }

  @Test
  void rejectedRow_withoutDeadLetters_stopsTheTaskWithTheRemedy() {
    answer =
        batch ->
            new Outcome.Written(batch.rows() - 1, List.of(new Outcome.RejectedRow(1, "cut short")));
    publish(0, 1, 3);
    FakeConnect.Run run = connect.startWithoutDeadLetters();
    awaitFailure(run, ConnectException.class, "errors.deadletterqueue.topic.name");
    run.stop();

    assertThat(connect.committed(0)).isZero();
  }

  /// What keeps the dead letters from being taken may outlast the store's memory of the batch.
  @Test
  void reportThatFailed_isMadeAgainAfterTheBatchWasCompleted() {
    answer =
        batch ->
            batch.batchId().equals(Ids.batch(2))
                ? new Outcome.Written(2, List.of(new Outcome.RejectedRow(1, "cut short")))
                : new Outcome.Written(batch.rows(), List.of());
    publish(0, 1, 3);
    publish(0, 2, 3);
    FakeConnect.Run run = connect.start();
    run.context.reportsToFail.set(1);
    awaitFailure(run, RetriableException.class, "no broker");
    run.untilAllCommitted();
    run.stop();

    assertThat(completed).containsExactly(Ids.batch(1), Ids.batch(2));
    assertThat(run.deadLetters()).hasSize(1);
  }

  @Test
  void nothingButRejectedRows_stopsTheTaskBeforeTheyAreReported() {
    answer =
        batch ->
            new Outcome.Written(
                0,
                java.util.stream.IntStream.range(0, batch.rows())
                    .mapToObj(row -> new Outcome.RejectedRow(row, "unknown schema"))
                    .toList());
    connect.with(FailureSettings.REJECTED_MAX_IN_A_ROW, "10");
    publish(0, 1, 6);
    publish(0, 2, 6);
    FakeConnect.Run run = connect.start();
    awaitFailure(run, ConnectException.class, "12 rows in a row");
    run.stop();

    assertThat(run.deadLetters()).hasSize(6);
  }

  @Test
  void recordWithoutBatchHeader_goesToTheDeadLetters() {
    publish(0, 1, 2);
    connect.append(0, null, List.of(new byte[] {9}));
    publish(0, 2, 2);
    FakeConnect.Run run = connect.runToEnd();

    assertThat(run.deadLetters()).containsExactly(new byte[] {9});
    assertThat(written).hasSize(2);
  }

  @Test
  void fullBacklog_pausesReadingUntilTheStoreHasCaughtUp() {
    CountDownLatch open = new CountDownLatch(1);
    answer =
        batch -> {
          await(open);
          return new Outcome.Written(batch.rows(), List.of());
        };
    connect.with(SinkSettings.BACKLOG_BYTES, "10");
    for (int number = 1; number <= 20; number++) {
      publish(0, number, 4);
    }
    FakeConnect.Run run = connect.start();
    run.poll(30);
    assertThat(run.context.paused).isNotEmpty();
    open.countDown();
    run.untilAllCommitted();

    assertThat(run.context.paused).isEmpty();
    assertThat(written).hasSize(20);
  }

  @Test
  void hungWrite_doesNotHoldUpTheStop_andItsEndChangesNothing() {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    answer =
        batch -> {
          begun.countDown();
          boolean waiting = true;
          while (waiting) {
            try {
              never.await();
              waiting = false;
            } catch (InterruptedException _) {
              // As a client that does not heed interrupts.
            }
          }
          return new Outcome.Written(batch.rows(), List.of());
        };
    connect.with(FailureSettings.STOP_LIMIT_MS, "50");
    publish(0, 1, 3);
    FakeConnect.Run run = connect.start();
    run.poll(100);
    await(begun);

    assertThat(Duration.ofNanos(timed(run::stop))).isLessThan(Duration.ofSeconds(5));
    never.countDown();
    Awaitility.await().until(() -> written.size() == 1);
    run.commit();
    assertThat(connect.committed(0)).isZero();
  }

  private static long timed(Runnable run) {
    long start = System.nanoTime();
    run.run();
    return System.nanoTime() - start;
  }

  @Test
  void consumerThatShowsAbortedRecords_isRefused() {
    publish(0, 1, 1);
    connect.with(ConsumerRule.ISOLATION_LEVEL, "read_uncommitted");

    assertThatThrownBy(connect::start)
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("read_committed");
  }
}
