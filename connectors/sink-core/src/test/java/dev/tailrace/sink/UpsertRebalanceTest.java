package dev.tailrace.sink;

import static dev.tailrace.sink.UpsertTaskRun.DOWN;
import static dev.tailrace.sink.UpsertTaskRun.HOURS_0;
import static dev.tailrace.sink.UpsertTaskRun.HOURS_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.sink.UpsertTaskRun.Write;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The task of upserts while its partitions come and go.
class UpsertRebalanceTest {
  private final UpsertTaskRun run = new UpsertTaskRun();

  @AfterEach
  void stop() {
    run.stop();
  }

  /// Connect keeps its pause over a rebalance; a partition that comes back would stay paused.
  @Test
  void pausedPartitionThatIsAssignedAgain_isResumed() {
    CountDownLatch never = new CountDownLatch(1);
    run.answer = write -> write.storedAfter(never);
    run.with(UpsertSettings.MAX_ROWS, "1").start(HOURS_0);
    run.put(run.next(HOURS_0, "a", "a1"));
    run.put(run.next(HOURS_0, "b", "b1"));
    assertThat(run.context.paused).containsExactly(HOURS_0);
    run.close(HOURS_0);
    run.open(HOURS_0);
    run.put();

    assertThat(run.context.paused).isEmpty();
  }

  @Test
  void closedPartition_leavesTheCollection_andTheOthersGoOn() {
    run.start(HOURS_0, HOURS_1);
    run.put(run.next(HOURS_0, "a", "a1"), run.next(HOURS_1, "b", "b1"));
    run.close(HOURS_0);
    run.flush(1);

    assertThat(run.writes).containsExactly(new Write("hours", List.of("b1")));
    assertThat(run.committable()).isEqualTo(Map.of(HOURS_1, 1L));
  }

  @Test
  void closedPartition_takesItsBytesAndItsTimeAlong() {
    run.with(UpsertSettings.MAX_BYTES, "100").start(HOURS_0, HOURS_1);
    run.put(run.next(HOURS_0, "a", "x".repeat(60)));
    run.close(HOURS_0);
    run.put();
    assertThat(run.context.timeoutMillis).isNegative();
    run.pass(Duration.ofMillis(400));
    run.put(run.next(HOURS_1, "b", "y".repeat(60)));
    assertThat(run.context.timeoutMillis).isEqualTo(UpsertTaskRun.INTERVAL_MILLIS);

    assertThat(run.writes).isEmpty();
  }

  @Test
  void partitionClosedDuringAWriteThatFails_isNotTriedAgain() {
    CountDownLatch open = new CountDownLatch(1);
    run.answer =
        write -> {
          var _ = write.storedAfter(open);
          return DOWN;
        };
    run.start(HOURS_0, HOURS_1);
    run.put(run.next(HOURS_0, "a", "a1"), run.next(HOURS_1, "b", "b1"));
    run.pass(Duration.ofSeconds(1));
    run.put();
    run.close(HOURS_0);
    open.countDown();
    run.retriable();
    run.answer = Write::stored;
    run.flush(2);

    assertThat(run.writes.getLast()).isEqualTo(new Write("hours", List.of("b1")));
    assertThat(run.committable()).isEqualTo(Map.of(HOURS_1, 1L));
  }

  /// The end of a write of the former assignment says nothing of where the new one stands.
  @Test
  void partitionClosedAndOpenedDuringAWrite_isReadAgain() {
    CountDownLatch open = new CountDownLatch(1);
    run.answer = write -> write.storedAfter(open);
    run.start(HOURS_0, HOURS_1);
    run.put(run.next(HOURS_0, "a", "a1"), run.next(HOURS_1, "b", "b1"));
    run.pass(Duration.ofSeconds(1));
    run.put();
    run.close(HOURS_0);
    run.open(HOURS_0);
    open.countDown();
    run.until(() -> run.writes.size() == 1 && run.context.timeoutMillis < 0);
    assertThat(run.committable()).isEqualTo(Map.of(HOURS_1, 1L));
    run.put(UpsertTaskRun.at(HOURS_0, 0, "a", "a1"));
    run.flush(2);

    assertThat(run.writes.getLast()).isEqualTo(new Write("hours", List.of("a1")));
    assertThat(run.committable()).isEqualTo(Map.of(HOURS_0, 1L, HOURS_1, 1L));
  }

  @Test
  void hungWrite_isInterruptedAndDoesNotHoldUpTheStop() {
    CountDownLatch never = new CountDownLatch(1);
    AtomicInteger interrupts = new AtomicInteger();
    run.answer =
        write -> {
          while (never.getCount() > 0) {
            try {
              never.await();
            } catch (InterruptedException _) {
              // As a client that does not heed interrupts.
              interrupts.incrementAndGet();
            }
          }
          return write.stored();
        };
    run.with(FailureSettings.STOP_LIMIT_MS, "50").start(HOURS_0);
    run.put(run.next(HOURS_0, "a", "a1"));
    run.pass(Duration.ofSeconds(1));
    run.put();
    long start = System.nanoTime();
    run.stop();

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    Awaitility.await().until(() -> interrupts.get() == 1);
    never.countDown();
    Awaitility.await().until(() -> run.writes.size() == 1);
    assertThat(run.committable()).isEmpty();
  }
}
