package dev.tailrace.sink.r2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.engines.FaultProxy;
import dev.tailrace.engines.FaultProxy.Fate;
import dev.tailrace.schema.Event;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Files that go up in parts.
class LargeFilesIT extends R2Contract {
  private static final int ROWS = 420;
  private static final int PAYLOAD_BYTES = 36_000;
  private static final int PART_BYTES = 5 << 20;

  private final TopicLog log = new TopicLog("events", 0);
  private FaultProxy proxy;

  @BeforeEach
  void fillLog() {
    proxy = FaultProxy.start(0, lake.s3());
    lake.through(proxy.url())
        .with(R2SinkKeys.PART_BYTES, String.valueOf(PART_BYTES))
        .with(R2SinkKeys.ROW_GROUP_ROWS, "50");
    Random random = new Random(1);
    byte[] payload = new byte[PAYLOAD_BYTES];
    String batch = TopicLog.batch(NOON);
    for (int i = 0; i < ROWS; i++) {
      random.nextBytes(payload);
      Event event = event(NOON);
      event.setData(Base64.getEncoder().encodeToString(payload));
      log.row(batch, value(event));
    }
    log.seal(batch);
  }

  @AfterEach
  void stopProxy() {
    proxy.close();
  }

  private void endSlot() {
    tick(log, NOON.plusSeconds(400));
  }

  private void assertAllIsThere() {
    assertThat(counted()).isEqualTo(each(ROWS));
    assertThat(
            lake.duckDb("events", "SELECT min(length(data)), max(length(data)) FROM FILES")
                .getFirst())
        .containsExactly(
            String.valueOf(PAYLOAD_BYTES / 3 * 4), String.valueOf(PAYLOAD_BYTES / 3 * 4));
    assertThat(lake.objects(LocalLake.BUCKET, "events")).hasSize(1);
    assertThat(lake.bucket(LocalLake.BUCKET).resolve(key()).toFile().length())
        .isGreaterThan(2L * PART_BYTES);
    assertThat(lake.unfinishedUploads()).isEmpty();
  }

  private String key() {
    return lake.objects(LocalLake.BUCKET, "events").keySet().iterator().next();
  }

  private void untilPartsAreSent(TaskRun run) {
    AtomicInteger parts = new AtomicInteger();
    proxy.let(
        line -> {
          if (line.startsWith("PUT") && line.contains("partNumber=")) {
            parts.incrementAndGet();
          }
          return FaultProxy.PASS;
        });
    run.until(() -> parts.get() >= 2);
    assertThat(lake.unfinishedUploads()).hasSize(1);
  }

  @Test
  void fileInParts_isWholeAndItsReplayChangesNothing() {
    endSlot();
    try (TaskRun run = run(lake.withTables(), log)) {
      run.untilStored();
    }
    assertAllIsThere();
    assertThat(countedInTable()).isEqualTo(each(ROWS));
    Map<String, FileTime> objects = lake.objects(LocalLake.BUCKET, "");

    offsets.clear();
    try (TaskRun run = run(lake.properties(), log)) {
      run.untilStored();
    }
    assertThat(lake.objects(LocalLake.BUCKET, "")).isEqualTo(objects);
  }

  @Test
  void taskClosedAfterSomeParts_leavesNone() {
    try (TaskRun run = run(lake.properties(), log)) {
      untilPartsAreSent(run);
      run.rounds(20);
    }
    assertThat(offsets.getOrDefault(log.partition(), 0L)).isZero();
    assertThat(lake.unfinishedUploads()).isEmpty();

    endSlot();
    try (TaskRun run = run(lake.properties(), log)) {
      run.untilStored();
    }
    assertAllIsThere();
  }

  @Test
  void taskClosedWhileItSendsAPart_leavesNone() {
    CountDownLatch answer = new CountDownLatch(1);
    proxy.let(line -> line.contains("partNumber=2") ? new Fate.Held(answer) : FaultProxy.PASS);
    try (TaskRun run = run(lake.properties(), log)) {
      run.until(() -> proxy.faults() > 0);
      assertThat(lake.unfinishedUploads()).hasSize(1);
    }
    answer.countDown();
    Awaitility.await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> lake.unfinishedUploads().isEmpty());
    proxy.let(_ -> FaultProxy.PASS);

    endSlot();
    try (TaskRun run = run(lake.properties(), log)) {
      run.untilStored();
    }
    assertAllIsThere();
  }

  private static boolean completes(String line) {
    return line.startsWith("POST") && line.contains("uploadId=");
  }

  @Test
  void completionWhoseAnswerIsLost_countsAsStored() {
    endSlot();
    AtomicInteger left = new AtomicInteger(1);
    proxy.let(
        line ->
            completes(line) && left.getAndDecrement() > 0
                ? new Fate.DoneButDropped()
                : FaultProxy.PASS);
    try (TaskRun run = run(lake.withTables(), log)) {
      run.untilStored();
    }

    assertThat(proxy.faults()).isEqualTo(1);
    assertAllIsThere();
    assertThat(countedInTable()).isEqualTo(each(ROWS));
  }

  @Test
  void loserOfARace_takesTheWinnersFileAndItsPartsGo() {
    CountDownLatch wonByOther = new CountDownLatch(1);
    AtomicInteger created = new AtomicInteger();
    endSlot();
    proxy.let(
        line ->
            line.startsWith("POST") && line.contains("?uploads") && created.getAndIncrement() == 0
                ? new Fate.Held(wonByOther)
                : FaultProxy.PASS);
    TaskRun loser =
        new TaskRun(lake.withTables(), new HashMap<>(), new AtomicReference<>(now.get()), log);
    loser.until(() -> created.get() > 0);
    try (TaskRun winner = run(lake.withTables(), log)) {
      winner.untilStored();
    }
    Map<String, FileTime> objects = lake.objects(LocalLake.BUCKET, "events");

    wonByOther.countDown();
    loser.untilStored();
    loser.close();

    assertThat(lake.objects(LocalLake.BUCKET, "events")).isEqualTo(objects);
    assertAllIsThere();
    assertThat(countedInTable()).isEqualTo(each(ROWS));
  }
}
