package dev.tailrace.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tailrace.app.TailraceApplication;
import dev.tailrace.app.TailraceConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The truth test of the windows: every counter equals the recount of `events` in SQL, every
/// percentile lies within 1 %, for a generated day and whatever happens meanwhile.
///
/// `-Dtailrace.day=2000000 -Dtailrace.kills=10` makes the day and the number of kills larger.
final class WindowTruthIT {
  private static final int EVENTS = Integer.getInteger("tailrace.day", 200_000);
  private static final int KILLS = Integer.getInteger("tailrace.kills", 2);
  private static final int SCRIPTS = 500;
  private static final double HOT_SHARE = 0.8;
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final String LAG = "tailrace.streams.acceptable.recovery.lag";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path temp;
  private Path data;
  private Path day;

  @BeforeEach
  void generate() {
    data = temp.resolve("data");
    day = temp.resolve("day.jsonl");
    new GeneratedDay(EVENTS, SCRIPTS, HOT_SHARE, Instant.now(), 42).write(day);
  }

  @Test
  void killsAtRandomMoments_changeNoWindow() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int kill = 1; kill <= KILLS; kill++) {
      long goal = (long) EVENTS * kill / (KILLS + 1) - random.nextInt(EVENTS / (KILLS + 1));
      try (TailraceProcess process = start()) {
        awaitStored(goal, process);
        // Anywhere within the cycle of gathering, merging and publishing.
        long until = System.nanoTime() + random.nextInt(2_000) * 1_000_000L;
        await()
            .pollInterval(Duration.ofMillis(1))
            .until(() -> System.nanoTime() > until || !process.isAlive());
        process.kill();
      }
    }
    try (TailraceProcess process = start()) {
      assertThat(process.exitCode()).as("seed %d: %s", seed, process).isZero();
      assertReport(process);
    }
  }

  @Test
  void secondInstanceThatComesAndGoes_changesNoWindow() throws Exception {
    // Partitions move at once. Else those whose state has to be copied first move after a minute.
    try (TailraceProcess process = start("--set", LAG + "=" + Long.MAX_VALUE)) {
      await().atMost(PATIENCE).until(() -> !process.isAlive() || StackState.read(data).isPresent());
      StackState stack = StackState.read(data).orElseThrow();
      try (TailraceApplication second = secondInstance(stack)) {
        awaitStored(EVENTS / 2, process);
        assertThat(second.failure()).isEmpty();
      }
      assertThat(process.exitCode()).as(process::toString).isZero();
      assertReport(process);
    }
    Map<String, String> counts =
        StoredRows.counts(
            data, "SELECT countIf(pipeline_instance = 'second') AS second FROM events");
    assertThat(Long.parseLong(counts.get("second"))).as("events of the second one").isPositive();
  }

  private TailraceApplication secondInstance(StackState stack) {
    TailraceApplication second =
        TailraceApplication.start(
            TailraceConfig.of(
                Map.of(
                    "tailrace.application.id",
                    "tailrace",
                    "tailrace.instance",
                    "second",
                    LAG,
                    Long.toString(Long.MAX_VALUE),
                    "tailrace.http.port",
                    "off",
                    // So long it keeps its partitions when it stops, in case it comes back.
                    "tailrace.kafka.main.consumer.session.timeout.ms",
                    "6000",
                    "tailrace.kafka.bootstrap.servers",
                    stack.bootstrapServers(),
                    "tailrace.serde.schema.registry.url",
                    stack.registryUrl(),
                    "tailrace.streams.state.dir",
                    temp.resolve("second").toString())));
    await().atMost(PATIENCE).until(() -> second.state() == TailraceApplication.State.RUNNING);
    return second;
  }

  private static void assertReport(TailraceProcess process) throws IOException {
    JsonNode report = JSON.readTree(process.output());
    assertThat(report.get("in").asInt()).isEqualTo(EVENTS);
    assertThat(report.get("windows").get("counted").asInt()).isEqualTo(EVENTS);
    assertThat(report.get("windows").get("differing").asInt()).isZero();
    assertThat(report.get("ok").asBoolean()).isTrue();
  }

  private TailraceProcess start(String... options) throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of("process", "--data", data.toString(), "--json", day.toString()));
    arguments.addAll(List.of(options));
    return TailraceProcess.start(temp, arguments.toArray(String[]::new));
  }

  private void awaitStored(long rows, TailraceProcess process) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> !process.isAlive() || StoredRows.count(data).orElse(0L) >= rows);
  }
}
