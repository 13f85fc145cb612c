package dev.tailrace.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisedClickHouseIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;
  private final List<EngineState> states = new CopyOnWriteArrayList<>();

  @Test
  void killedEngine_isBackOnItsPortWithItsData() throws Exception {
    try (SupervisedClickHouse engine = start(RestartPolicy.standard())) {
      String url = engine.url();
      long first = engine.pid();
      Sql.run(url, "CREATE TABLE kept (n UInt64) ENGINE = MergeTree ORDER BY n");
      Sql.run(url, "INSERT INTO kept SELECT number FROM numbers(1000)");
      kill(first);
      awaitRunningOtherThan(engine, first);
      assertThat(engine.url()).isEqualTo(url);
      assertThat(Sql.run(url, "SELECT count() FROM kept")).isEqualTo("1000");
    }
    assertThat(states)
        .extracting(each -> each.getClass().getSimpleName())
        .containsExactly("Running", "Restarting", "Running", "Stopped");
  }

  @Test
  void repeatedQuickDeaths_endWithAMessage() {
    RestartPolicy threeDeaths =
        new RestartPolicy(3, Duration.ofHours(1), Duration.ofMillis(1), Duration.ofMillis(1));
    try (SupervisedClickHouse engine = start(threeDeaths)) {
      for (int death = 1; death < 3; death++) {
        long pid = engine.pid();
        kill(pid);
        awaitRunningOtherThan(engine, pid);
      }
      kill(engine.pid());
      await().atMost(PATIENCE).until(() -> engine.state() instanceof EngineState.GivenUp);
      assertThat(((EngineState.GivenUp) engine.state()).message())
          .contains("3 times")
          .contains("exit code 137")
          .contains(directory.toString());
    }
  }

  @Test
  void close_isNotTakenForADeath() {
    SupervisedClickHouse engine = start(RestartPolicy.standard());
    engine.close();
    engine.close();
    assertThat(states).hasSize(2).last().isEqualTo(new EngineState.Stopped());
    assertThat(ProcessHandle.of(engine.pid())).isEmpty();
  }

  private SupervisedClickHouse start(RestartPolicy policy) {
    return SupervisedClickHouse.start(
        ClickHouseServer.Settings.of(directory),
        ClickHouseDistribution.ofThisMachine().fetch(FetchProgress.NONE),
        policy,
        states::add);
  }

  private static void kill(long pid) {
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
  }

  private static void awaitRunningOtherThan(SupervisedClickHouse engine, long former) {
    await()
        .atMost(PATIENCE)
        .until(
            () -> engine.state() instanceof EngineState.Running running && running.pid() != former);
  }
}
