package dev.tailrace.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClickHouseKillIT {
  @TempDir Path directory;

  @Test
  void killedParent_takesTheEngineWithItAndKeepsTheData() throws Exception {
    long former;
    try (ChildJvm parent = ChildJvm.start(ClickHouseMain.class, Map.of(), directory.toString())) {
      String url = parent.await("URL ");
      former = Long.parseLong(parent.await("PID "));
      Sql.run(url, "CREATE TABLE kept (n UInt64) ENGINE = MergeTree ORDER BY n");
      Sql.run(url, "INSERT INTO kept SELECT number FROM numbers(100000)");
      parent.kill();
    }
    try (ClickHouseServer server = ClickHouseServer.start(directory, 0)) {
      assertThat(Sql.run(server.url(), "SELECT count() FROM kept")).isEqualTo("100000");
      awaitGone(former);
    }
  }

  @Test
  void stuckChildOfAKilledParent_isEndedByForce() throws Exception {
    long former;
    try (ChildJvm parent = ChildJvm.start(ClickHouseMain.class, Map.of(), directory.toString())) {
      former = Long.parseLong(parent.await("PID "));
      stopped(former);
      parent.kill();
    }
    FormerChild.awaitGone(directory, Duration.ofMillis(500));
    awaitGone(former);
  }

  @Test
  void childOfALivingParent_isNeverEnded() throws Exception {
    try (ClickHouseServer server = ClickHouseServer.start(directory, 0)) {
      assertThatThrownBy(() -> FormerChild.awaitGone(directory, Duration.ZERO))
          .isInstanceOf(DirectoryInUseException.class);
      assertThat(Sql.run(server.url(), "SELECT 1")).isEqualTo("1");
    }
  }

  /// An orphan that ended is listed until the system has taken note of it.
  private static void awaitGone(long pid) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
  }

  /// The process can neither notice that its parent is gone nor take a polite signal.
  private static void stopped(long pid) throws Exception {
    Process kill = new ProcessBuilder("kill", "-STOP", Long.toString(pid)).start();
    assertThat(kill.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(kill.exitValue()).isZero();
  }
}
