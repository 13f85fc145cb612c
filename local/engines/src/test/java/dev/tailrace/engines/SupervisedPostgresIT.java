package dev.tailrace.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisedPostgresIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;
  private final List<EngineState> states = new CopyOnWriteArrayList<>();

  @Test
  void killedServer_isBackOnItsPortWithItsRows() throws Exception {
    try (SupervisedPostgres engine = start(RestartPolicy.standard())) {
      String url = engine.jdbcUrl();
      long first = engine.pid();
      run(url, "CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n");
      kill(first);
      awaitRunningOtherThan(engine, first);
      assertThat(engine.jdbcUrl()).isEqualTo(url);
      assertThat(ask(url, "SELECT sum(n) FROM kept")).isEqualTo(500_500);
    }
    assertThat(states)
        .extracting(each -> each.getClass().getSimpleName())
        .containsExactly("Running", "Restarting", "Running", "Stopped");
    // The directory is free again.
    DirectoryLock.require("a test", directory).close();
  }

  /// The process of a connection outlives its server while it works on a statement.
  @Test
  void serverThatIsKilledAmidWork_isBack() throws Exception {
    try (SupervisedPostgres engine = start(RestartPolicy.standard());
        Connection connection = PostgresCalls.connect(engine.jdbcUrl());
        Statement statement = connection.createStatement()) {
      long first = engine.pid();
      statement.execute("CREATE TABLE kept (n int)");
      Thread worker =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      statement.execute("SELECT count(*) FROM generate_series(1, (10^13)::bigint)");
                    } catch (SQLException _) {
                      // killed, as it should be
                    }
                  });
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(
                          ask(
                              engine.jdbcUrl(),
                              "SELECT count(*) FROM pg_stat_activity WHERE state = 'active'"
                                  + " AND query LIKE '%10^13%' AND pid != pg_backend_pid()"))
                      .isEqualTo(1));
      kill(first);
      awaitRunningOtherThan(engine, first);
      assertThat(ask(engine.jdbcUrl(), "SELECT count(*) FROM kept")).isZero();
      assertThat(worker.join(PATIENCE)).isTrue();
    }
  }

  @Test
  void repeatedQuickDeaths_endWithAMessage() {
    RestartPolicy threeDeaths =
        new RestartPolicy(3, Duration.ofHours(1), Duration.ofMillis(1), Duration.ofMillis(1));
    try (SupervisedPostgres engine = start(threeDeaths)) {
      for (int death = 1; death < 3; death++) {
        long pid = engine.pid();
        kill(pid);
        awaitRunningOtherThan(engine, pid);
      }
      kill(engine.pid());
      await().atMost(PATIENCE).until(() -> engine.state() instanceof EngineState.GivenUp);
      assertThat(((EngineState.GivenUp) engine.state()).message())
          .contains("PostgreSQL died 3 times")
          .contains("exit code 137")
          .contains(directory.toString());
    }
  }

  @Test
  void close_isNotTakenForADeath() {
    SupervisedPostgres engine = start(RestartPolicy.standard());
    engine.close();
    engine.close();
    assertThat(states).hasSize(2).last().isEqualTo(new EngineState.Stopped());
    assertThat(ProcessHandle.of(engine.pid())).isEmpty();
  }

  private SupervisedPostgres start(RestartPolicy policy) {
    return SupervisedPostgres.start(directory, PostgresCalls.CACHE, 0, policy, states::add);
  }

  private static void run(String url, String sql) throws Exception {
    try (Connection connection = PostgresCalls.connect(url);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static long ask(String url, String sql) throws Exception {
    try (Connection connection = PostgresCalls.connect(url);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private static void kill(long pid) {
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
  }

  private static void awaitRunningOtherThan(SupervisedPostgres engine, long former) {
    await()
        .atMost(PATIENCE)
        .until(
            () -> engine.state() instanceof EngineState.Running running && running.pid() != former);
  }
}
