package dev.tailrace.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.connect.errors.ConnectException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// What the task gives its sink, and when.
class BatchSinkTaskTest {
  private final ScriptedBatches batches = new ScriptedBatches();
  private final FakeConnect connect = batches.connect();

  @Test
  void batchesOfAPartition_areWrittenInOrder() {
    for (int number = 1; number <= 50; number++) {
      batches.publish(0, number, 3);
    }
    connect.runToEnd();

    assertThat(batches.written())
        .extracting(Batch::batchId)
        .isEqualTo(java.util.stream.IntStream.rangeClosed(1, 50).mapToObj(Ids::batch).toList());
  }

  @Test
  void firstBatchAfterTheAssignment_isCompleted_theOthersAreWritten() {
    batches.publish(0, 1, 3);
    batches.publish(0, 2, 3);
    batches.publish(0, 3, 3);
    connect.runToEnd();
    batches.publish(0, 4, 3);
    batches.publish(0, 5, 3);
    connect.runToEnd();

    assertThat(batches.written()).hasSize(5);
    assertThat(batches.completed()).containsExactly(Ids.batch(1), Ids.batch(4));
  }

  @Test
  void batchesInFlight_areBounded() {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch two = new CountDownLatch(2);
    batches.answer(
        batch -> {
          most.accumulateAndGet(now.incrementAndGet(), Math::max);
          two.countDown();
          await(two);
          now.decrementAndGet();
          return new Outcome.Written(batch.rows(), List.of());
        });
    connect.with(SinkSettings.BATCHES_IN_FLIGHT, "2");
    for (int partition = 0; partition < 6; partition++) {
      batches.publish(partition, 1, 1);
    }
    connect.runToEnd();

    assertThat(most).hasValue(2);
  }

  @Test
  void recordWithoutBatchHeader_goesToTheDeadLetters() {
    batches.publish(0, 1, 2);
    connect.append(0, null, List.of(new byte[] {9}));
    batches.publish(0, 2, 2);
    FakeConnect.Run run = connect.runToEnd();

    assertThat(run.deadLetters()).containsExactly(new byte[] {9});
    assertThat(batches.written()).hasSize(2);
  }

  @Test
  void fullBacklog_pausesReadingUntilTheStoreHasCaughtUp() {
    CountDownLatch open = new CountDownLatch(1);
    batches.answer(
        batch -> {
          await(open);
          return new Outcome.Written(batch.rows(), List.of());
        });
    connect.with(SinkSettings.BACKLOG_BYTES, "10");
    for (int number = 1; number <= 20; number++) {
      batches.publish(0, number, 4);
    }
    FakeConnect.Run run = connect.start();
    run.poll(30);
    assertThat(run.context.paused).isNotEmpty();
    open.countDown();
    run.untilAllCommitted();

    assertThat(run.context.paused).isEmpty();
    assertThat(batches.written()).hasSize(20);
  }

  @Test
  void hungWrite_doesNotHoldUpTheStop_andItsEndChangesNothing() {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    batches.answer(
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
        });
    connect.with(FailureSettings.STOP_LIMIT_MS, "50");
    batches.publish(0, 1, 3);
    FakeConnect.Run run = connect.start();
    run.poll(100);
    await(begun);

    assertThat(Duration.ofNanos(timed(run::stop))).isLessThan(Duration.ofSeconds(5));
    never.countDown();
    Awaitility.await().until(() -> batches.written().size() == 1);
    run.commit();
    assertThat(connect.committed(0)).isZero();
  }

  @Test
  void consumerThatShowsAbortedRecords_isRefused() {
    batches.publish(0, 1, 1);
    connect.with(ConsumerRule.ISOLATION_LEVEL, "read_uncommitted");

    assertThatThrownBy(connect::start)
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("read_committed");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static long timed(Runnable run) {
    long start = System.nanoTime();
    run.run();
    return System.nanoTime() - start;
  }
}
