package dev.tailrace.sink.r2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;

/// Rows that no file can hold go to the dead letters alone.
class BadRowsIT extends R2Contract {
  private final TopicLog log = new TopicLog("events", 0);

  @Test
  void badRowAmongGoodOnes_isReportedAlone() {
    String batch = TopicLog.batch(NOON);
    for (int i = 0; i < 10; i++) {
      byte[] good = value(event(NOON));
      log.row(batch, i == 4 ? Arrays.copyOf(good, good.length / 2) : good);
      if (i == 6) {
        log.row(batch, new byte[] {1, 2, 3});
        log.record(null, good, NOON);
      }
    }
    tick(log, NOON.plusSeconds(400));

    try (TaskRun run = run(lake.withTables(), log)) {
      run.untilStored();
      assertThat(run.reported())
          .extracting(record -> record.kafkaOffset())
          .containsExactly(4L, 7L, 8L);
    }

    assertThat(counted()).isEqualTo(each(9));
    assertThat(countedInTable()).isEqualTo(each(9));
  }

  @Test
  void nothingButBadRows_stopTheTask() {
    lake.with("rejected.max.in.a.row", "5");
    String batch = TopicLog.batch(NOON);
    for (int i = 0; i < 10; i++) {
      log.row(batch, new byte[] {0, 0, 0, 0, 99, 1});
    }
    tick(log, NOON.plusSeconds(400));

    try (TaskRun run = run(lake.properties(), log)) {
      assertThatThrownBy(run::untilStored)
          .isInstanceOf(ConnectException.class)
          .hasMessageContaining("99")
          .hasMessageContaining("rejected.max.in.a.row=5");
    }
    assertThat(offsets.getOrDefault(log.partition(), 0L)).isZero();
  }

  @Test
  void logOfAnotherCluster_stopsTheTaskBeforeItLosesRows() {
    batch(log, NOON, 10);
    tick(log, NOON.plusSeconds(400));
    try (TaskRun run = run(lake.withTables(), log)) {
      run.untilStored();
    }
    TopicLog anew = new TopicLog("events", 0);
    batch(anew, NOON.plusSeconds(5), 10);
    tick(anew, NOON.plusSeconds(400));

    offsets.clear();
    try (TaskRun run = run(lake.properties(), anew)) {
      assertThatThrownBy(run::untilStored)
          .isInstanceOf(ConnectException.class)
          .hasMessageContaining("another Kafka cluster")
          .hasMessageContaining(R2SinkKeys.SOURCE);
    }
    offsets.clear();
    TaskRun shorter = run(lake.withTables(), anew);
    shorter.resetBeyondTheEnd();
    assertThatThrownBy(() -> shorter.until(() -> false))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining(R2SinkKeys.SOURCE);
    shorter.close();
  }
}
