package dev.tailrace.sink.r2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.engines.FaultProxy;
import dev.tailrace.engines.FaultProxy.Fate;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/// Connect fences no one: a task that hangs may go on long after another has its partitions. The
/// scenarios in which Iceberg's own Kafka Connect sink doubled or lost rows are among these.
class RacingTasksIT extends R2Contract {
  private final TopicLog log = new TopicLog("events", 0);

  /// A task that reads with offsets of its own, as one does that has missed a rebalance.
  private TaskRun zombie(Map<String, String> properties) {
    return new TaskRun(properties, new HashMap<>(), new AtomicReference<>(now.get()), log);
  }

  @Test
  void zombieThatResumesAfterTakeover_changesNothing() {
    batch(log, NOON, 50);
    TaskRun zombie = zombie(lake.withTables());
    zombie.rounds(50);
    batch(log, NOON.plusSeconds(100), 50);
    tick(log, NOON.plusSeconds(400));
    try (TaskRun successor = run(lake.withTables(), log)) {
      successor.untilStored();
      Map<String, FileTime> objects = lake.objects(LocalLake.BUCKET, "events");

      zombie.untilStored();

      assertThat(lake.objects(LocalLake.BUCKET, "events")).isEqualTo(objects);
    }
    zombie.close();
    assertThat(counted()).isEqualTo(each(100));
    assertThat(countedInTable()).isEqualTo(each(100));
  }

  @Test
  void zombieThatCutsElsewhere_readsTheChainAnew() {
    batch(log, NOON, 50);
    // Its clock is far ahead: it ends the slot while the successor still waits for more.
    TaskRun zombie = zombie(lake.withTables());
    TaskRun successor = run(lake.withTables(), log);
    successor.rounds(50);
    zombie.passSlot();
    zombie.untilStored();

    batch(log, NOON.plusSeconds(100), 50);
    tick(log, NOON.plusSeconds(400));
    successor.untilStored();
    zombie.untilStored();

    successor.close();
    zombie.close();
    assertThat(counted()).isEqualTo(each(100));
    assertThat(countedInTable()).isEqualTo(each(100));
  }

  @Test
  void zombieThatCutsShorterAndIsGone_costsNoRow() {
    batch(log, NOON, 50);
    TaskRun zombie = zombie(lake.properties());
    try (TaskRun successor = run(lake.properties(), log)) {
      successor.rounds(50);
      zombie.passSlot();
      zombie.untilStored();
      zombie.close();

      batch(log, NOON.plusSeconds(100), 50);
      tick(log, NOON.plusSeconds(400));
      successor.untilStored();
    }

    assertThat(counted()).isEqualTo(each(100));
  }

  @Test
  void tasksOfTwoPartitions_commitToOneTable() {
    TopicLog other = new TopicLog("events", 1);
    for (int i = 0; i < 6; i++) {
      batch(log, NOON.plusSeconds(300L * i), 20);
      batch(other, NOON.plusSeconds(300L * i), 20);
    }
    tick(log, NOON.plusSeconds(3_000));
    tick(other, NOON.plusSeconds(3_000));
    Map<TopicPartition, Long> offsetsOfOther = new HashMap<>();
    try (TaskRun first = run(lake.withTables(), log);
        TaskRun second = new TaskRun(lake.withTables(), offsetsOfOther, now, other)) {
      first.until(
          () -> {
            second.round();
            second.commit();
            return stored(offsets, log) && stored(offsetsOfOther, other);
          });
    }

    assertThat(countedInTable()).isEqualTo(each(240));
  }

  private static boolean stored(Map<TopicPartition, Long> offsets, TopicLog log) {
    return offsets.getOrDefault(log.partition(), 0L) >= log.endOffset();
  }

  /// apache/iceberg #17340: the task ended after its files were committed and before its offsets
  /// were; the next one read the same messages and committed the same files again.
  @Test
  void iceberg17340_restartBetweenTableAndOffsets_commitsNoFileTwice() {
    batch(log, NOON, 50);
    tick(log, NOON.plusSeconds(400));
    TaskRun first = run(lake.withTables(), log);
    first.untilStored();
    first.close();
    batch(log, NOON.plusSeconds(500), 50);
    tick(log, NOON.plusSeconds(900));

    offsets.clear();
    try (TaskRun second = run(lake.withTables(), log)) {
      second.untilStored();
    }

    assertThat(countedInTable()).isEqualTo(each(100));
    assertThat(lake.table("events").snapshots()).hasSize(2);
  }

  /// apache/iceberg #16282: the commit went through, its answer was lost with the connection, and
  /// whoever took over committed the same file into another snapshot.
  @Test
  void iceberg16282_commitWhoseAnswerIsLost_isNotRepeated() {
    batch(log, NOON, 50);
    tick(log, NOON.plusSeconds(400));
    try (FaultProxy proxy = FaultProxy.start(0, lake.catalogUrl())) {
      proxy.let(
          line ->
              line.startsWith("POST") && line.contains("/tables/events ")
                  ? new Fate.DoneButDropped()
                  : FaultProxy.PASS);
      TaskRun first =
          run(lake.with("iceberg.catalog.uri", proxy.url().toString()).withTables(), log);
      first.until(() -> proxy.faults() > 0);
      first.close();
    }

    try (TaskRun second =
        run(lake.with("iceberg.catalog.uri", lake.catalogUrl().toString()).withTables(), log)) {
      second.untilStored();
    }

    assertThat(countedInTable()).isEqualTo(each(50));
    assertThat(lake.table("events").snapshots()).hasSize(1);
  }

  /// apache/iceberg #17551: a task that lagged behind wrote its older offsets over the newer ones,
  /// so that rows were skipped or read twice from then on.
  @Test
  void iceberg17551_staleTask_cannotMoveProgressBack() {
    batch(log, NOON, 50);
    tick(log, NOON.plusSeconds(400));
    CountDownLatch hold = new CountDownLatch(1);
    try (FaultProxy proxy = FaultProxy.start(0, lake.s3())) {
      proxy.let(
          line ->
              line.startsWith("PUT") && line.contains("/events/")
                  ? new Fate.Held(hold)
                  : FaultProxy.PASS);
      Map<String, String> slow = lake.withTables();
      slow.put(R2SinkKeys.ENDPOINT, proxy.url().toString());
      TaskRun stale = zombie(slow);
      stale.until(() -> proxy.faults() > 0);
      batch(log, NOON.plusSeconds(500), 50);
      tick(log, NOON.plusSeconds(900));
      try (TaskRun current = run(lake.withTables(), log)) {
        current.untilStored();
      }
      String progress = progress();

      hold.countDown();
      stale.untilStored();
      stale.close();

      assertThat(progress()).isEqualTo(progress);
    }
    assertThat(countedInTable()).isEqualTo(each(100));
  }

  private String progress() {
    return lake.table("events").currentSnapshot().summary().get("tailrace.progress");
  }
}
