package dev.tailrace.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresKillIT {
  @TempDir Path directory;

  @Test
  void orphanOfAKilledJvm_isStoppedWithAllCommittedRows() throws Exception {
    AtomicInteger committed = new AtomicInteger();
    CountDownLatch enough = new CountDownLatch(50);
    long orphan;
    Thread writer;
    try (ChildJvm parent = parent()) {
      String url = parent.await("URL ");
      orphan = Long.parseLong(parent.await("PID "));
      writer = Thread.ofPlatform().start(() -> writeUntilStopped(url, committed, enough));
      enough.await();
      parent.kill();
    }
    assertThat(ProcessHandle.of(orphan)).isPresent();
    int beforeTheStart = committed.get();

    try (PostgresServer server = PostgresServer.start(directory, PostgresCalls.CACHE, 0)) {
      awaitGone(orphan);
      assertThat(writer.join(Duration.ofSeconds(5))).isTrue();
      assertThat(beforeTheStart).isGreaterThanOrEqualTo(50);
      assertThat(Integer.parseInt(PostgresCalls.ask(server, "SELECT count(*) FROM kept")))
          // The last commit may have been made and not answered.
          .isBetween(committed.get(), committed.get() + 1);
    }
  }

  @Test
  void orphanThatDoesNotStop_isEndedByForce() throws Exception {
    long orphan;
    try (ChildJvm parent = parent()) {
      orphan = Long.parseLong(parent.await("PID "));
      signal("-STOP", orphan);
      parent.kill();
    }
    var distribution =
        new PostgresDistribution(PostgresArchive.ofThisMachine(), PostgresCalls.CACHE);
    new FormerPostgres(directory.toRealPath(), new PostgresCommand(distribution.unpacked()))
        .end(Duration.ofMillis(300));
    awaitGone(orphan);
  }

  private ChildJvm parent() throws Exception {
    return ChildJvm.start(
        PostgresMain.class, Map.of(), directory.toString(), PostgresCalls.CACHE.toString());
  }

  private static void writeUntilStopped(
      String url, AtomicInteger committed, CountDownLatch enough) {
    try (Connection connection = PostgresCalls.connect(url);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE kept (n int)");
      try (PreparedStatement insert = connection.prepareStatement("INSERT INTO kept VALUES (?)")) {
        for (int n = 0; ; n++) {
          insert.setInt(1, n);
          insert.executeUpdate();
          committed.incrementAndGet();
          enough.countDown();
        }
      }
    } catch (SQLException _) {
      // The server was stopped, as it should be.
    }
  }

  /// An orphan that ended is listed until the system has taken note of it.
  private static void awaitGone(long pid) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
  }

  private static void signal(String signal, long pid) throws Exception {
    Process kill = new ProcessBuilder("kill", signal, Long.toString(pid)).start();
    assertThat(kill.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(kill.exitValue()).isZero();
  }
}
