package dev.tailrace.sink.r2;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.Test;

/// What the sink leaves in the bucket and in the table, and that doing it again changes nothing.
class R2SinkIT extends R2Contract {
  private final TopicLog log = new TopicLog("events", 3);

  @Test
  void batchesOfASlot_areOneFileAndOneSnapshot() {
    // Those of partition 3 begin 0.854 of the interval between commits after the full five minutes.
    Instant begin = NOON.plusMillis(85);
    batch(log, begin, 100);
    batch(log, begin.plusMillis(299_999), 50);
    tick(log, begin.plusSeconds(300));

    try (TaskRun run = run(lake.withTables(), log)) {
      run.untilStored();
    }

    assertThat(lake.objects(LocalLake.BUCKET, "events"))
        .containsOnlyKeys("events/dt=2026-11-20/kafka-00003-00000000000000000000.parquet");
    assertThat(counted()).isEqualTo(each(150));
    assertThat(countedInTable()).isEqualTo(each(150));
    assertThat(lake.table("events").snapshots()).hasSize(1);
  }

  @Test
  void slotsAndDays_areFilesOfTheirOwn() {
    batch(log, NOON, 10);
    batch(log, NOON.plusSeconds(400), 10);
    String mixed = TopicLog.batch(NOON.plusSeconds(401));
    for (int i = 0; i < 30; i++) {
      log.row(mixed, value(event(NOON.minus(Duration.ofDays(i % 3)))));
    }
    log.seal(mixed);
    tick(log, NOON.plusSeconds(900));

    try (TaskRun run = run(lake.withTables(), log)) {
      run.untilStored();
    }

    assertThat(lake.objects(LocalLake.BUCKET, "events").keySet())
        .containsExactly(
            "events/dt=2026-11-18/kafka-00003-00000000000000000026.parquet",
            "events/dt=2026-11-19/kafka-00003-00000000000000000025.parquet",
            "events/dt=2026-11-20/kafka-00003-00000000000000000000.parquet",
            "events/dt=2026-11-20/kafka-00003-00000000000000000012.parquet");
    assertThat(counted()).isEqualTo(each(50));
    assertThat(countedInTable()).isEqualTo(each(50));
  }

  @Test
  void everythingReplayed_changesNothing() {
    for (int i = 0; i < 5; i++) {
      batch(log, NOON.plusSeconds(200L * i), 40);
    }
    tick(log, NOON.plusSeconds(1_300));
    try (TaskRun run = run(lake.withTables(), log)) {
      run.untilStored();
    }
    Map<String, FileTime> before = lake.objects(LocalLake.BUCKET, "");
    Map<String, FileTime> objects = lake.objects(LocalLake.BUCKET, "events");
    List<Long> snapshots = snapshots();

    offsets.clear();
    try (TaskRun run = run(lake.withTables(), log)) {
      run.untilStored();
    }
    offsets.clear();
    try (TaskRun run = run(lake.properties(), log)) {
      run.untilStored();
    }

    assertThat(lake.objects(LocalLake.BUCKET, "events")).isEqualTo(objects);
    assertThat(lake.objects(LocalLake.BUCKET, "")).isEqualTo(before);
    assertThat(snapshots()).isEqualTo(snapshots);
    assertThat(countedInTable()).isEqualTo(each(200));
  }

  @Test
  void otherRollIntervalAndFileSize_leaveTheReplayAsItWas() {
    for (int i = 0; i < 6; i++) {
      batch(log, NOON.plusSeconds(100L * i), 30);
    }
    tick(log, NOON.plusSeconds(1_300));
    try (TaskRun run = run(lake.withTables(), log)) {
      run.untilStored();
    }
    Map<String, FileTime> objects = lake.objects(LocalLake.BUCKET, "events");

    offsets.clear();
    lake.with(R2SinkKeys.ROLL_INTERVAL_MS, "60000").with(R2SinkKeys.FILE_MAX_ROWS, "7");
    try (TaskRun run = run(lake.properties(), log)) {
      run.untilStored();
    }

    assertThat(lake.objects(LocalLake.BUCKET, "events")).isEqualTo(objects);
    assertThat(counted()).isEqualTo(each(180));
  }

  /// The table was told that everything before the open file is in it, and was not given the file
  /// that ends behind; when that came, it was refused for good.
  @Test
  void fileThatEndsBehindAnOpenOne_isNotPassedByTheProgress() {
    lake.with(R2SinkKeys.FILE_MAX_ROWS, "4");
    String mixed = TopicLog.batch(NOON);
    for (int day : new int[] {1, 1, 3, 3, 3, 3, 2, 1, 1}) {
      log.row(mixed, value(event(NOON.minus(Duration.ofDays(day)))));
    }
    try (TaskRun run = run(lake.withTables(), log)) {
      run.rounds(60);
      tick(log, NOON.plusSeconds(400));
      run.untilStored();
    }

    assertThat(counted()).isEqualTo(each(9));
    assertThat(countedInTable()).isEqualTo(each(9));
  }

  @Test
  void openSlot_isEndedByTheClock() {
    batch(log, NOON, 10);
    try (TaskRun run = run(lake.withTables(), log)) {
      for (int i = 0; i < 20; i++) {
        run.round();
      }
      assertThat(lake.objects(LocalLake.BUCKET, "events")).isEmpty();

      now.set(NOON.plusSeconds(300).plusSeconds(12));
      run.until(() -> !lake.objects(LocalLake.BUCKET, "events").isEmpty());
      run.untilStored();
    }

    assertThat(countedInTable()).isEqualTo(each(10));
  }

  @Test
  void tableMadeLater_getsTheFilesThatAreThere() {
    batch(log, NOON, 10);
    batch(log, NOON.plusSeconds(400), 10);
    tick(log, NOON.plusSeconds(900));
    try (TaskRun run = run(lake.properties(), log)) {
      run.untilStored();
    }
    Map<String, FileTime> objects = lake.objects(LocalLake.BUCKET, "events");

    try (TaskRun run = run(lake.withTables(), log)) {
      run.until(() -> offsets.get(log.partition()) == log.endOffset() && hasTable());
    }

    assertThat(lake.objects(LocalLake.BUCKET, "events")).isEqualTo(objects);
    assertThat(countedInTable()).isEqualTo(each(20));
  }

  private boolean hasTable() {
    return lake.catalog().tableExists(TableIdentifier.of("tailrace", "events"));
  }

  private List<Long> snapshots() {
    Table table = lake.table("events");
    return StreamSupport.stream(table.snapshots().spliterator(), false)
        .map(Snapshot::snapshotId)
        .toList();
  }
}
