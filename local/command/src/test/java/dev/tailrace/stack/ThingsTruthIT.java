package dev.tailrace.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tailrace.postgres.PlainReplay;
import dev.tailrace.postgres.PostgresAddress;
import dev.tailrace.postgres.StoredThings;
import dev.tailrace.postgres.schema.ThingsSchema;
import dev.tailrace.rebuild.HistoryMutations;
import dev.tailrace.rebuild.ThingsRebuild;
import dev.tailrace.things.Mutation;
import dev.tailrace.things.MutationRules;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The truth test of things: mutations that Workers announce, through the real topology into the
/// real Postgres, with kills of the whole stack and of Postgres; and their history in ClickHouse.
///
/// `-Dtailrace.mutations=1000000 -Dtailrace.kills=10` makes it larger.
final class ThingsTruthIT {
  private static final int MUTATIONS = Integer.getInteger("tailrace.mutations", 80_000);
  private static final int KILLS = Integer.getInteger("tailrace.kills", 2);
  private static final int TIMES = 20;
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path temp;

  @Test
  void killsAtRandomMoments_changeNoThing_andTheHistoryAnswersAnyTime() throws Exception {
    Path data = temp.resolve("data");
    Path input = temp.resolve("mutations.jsonl");
    new GeneratedMutations(MUTATIONS, MUTATIONS / 20, Instant.now(), 5).write(input);

    killWhileItRuns(data, input);

    JsonNode report = process(data, "--json", input.toString());
    assertThat(report.get("mutations").asInt()).isEqualTo(MUTATIONS);
    assertThat(report.get("things").get("rows").asInt()).isGreaterThan(MUTATIONS / 40);
    assertThat(report.get("things").get("differing").asInt()).isZero();
    assertThat(report.get("ok").asBoolean()).isTrue();
    List<String> physicalRows = compare(data);

    process(data, "--replay-sinks", "--json", input.toString());

    Stack.withPostgresAlone(
        data, postgres -> assertThat(stored(postgres).physicalRows()).isEqualTo(physicalRows));
  }

  @Test
  void recordedMutations_equalThePlainReplay() throws Exception {
    Path data = temp.resolve("data");

    JsonNode report =
        process(data, "--json", Samples.file("tail-events-prodlike.jsonl").toString());

    assertThat(
            report.get("mutations").asInt()
                + report.get("deadLetters").path("invalid-mutation").asInt())
        .isEqualTo(1_157);
    compare(data);
  }

  /// Each time the JVM with the sink, the broker and everything else; every other time Postgres
  /// alone before it.
  private void killWhileItRuns(Path data, Path input) throws Exception {
    Random random = new Random();
    long rows = (long) MUTATIONS + MUTATIONS / GeneratedMutations.OF_ONE_EVENT;
    long step = rows / (KILLS + 2);
    for (int kill = 1; kill <= KILLS; kill++) {
      try (TailraceProcess process = start(data, "--json", input.toString())) {
        awaitStored(data, kill * step, process);
        long until = System.nanoTime() + random.nextInt(1_000) * 1_000_000L;
        await()
            .pollInterval(Duration.ofMillis(1))
            .until(() -> System.nanoTime() > until || !process.isAlive());
        if (kill % 2 == 1) {
          long pid = StackState.read(data).map(StackState::postgresPid).orElse(0L);
          ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
          awaitStored(data, kill * step + step / 2, process);
        }
        process.kill();
      }
    }
  }

  /// Holds Postgres against a plain replay of the topic, row by row, and the history in ClickHouse
  /// against replays up to random times; then makes Postgres anew from the history.
  ///
  /// @return where every row lies in Postgres
  private static List<String> compare(Path data) {
    StackSettings settings =
        new StackSettings(
            data,
            Ports.anyFree(),
            Optional.empty(),
            "default",
            Optional.empty(),
            Map.of(),
            StackSettings.SinkStart.CONTINUE,
            StackSettings.Roll.QUICK);
    try (Stack stack = Stack.start(settings, _ -> {}, InstantSource.system())) {
      List<Mutation> mutations = MutationTopic.read(stack.state());
      PlainReplay replay = PlainReplay.of(mutations);
      StoredThings stored = stored(stack.postgres());
      assertThat(stored.things()).isNotEmpty().isEqualTo(replay.things());
      assertThat(stored.live()).isEqualTo(replay.live());
      assertThat(stored.parked()).isEqualTo(replay.parked());
      assertThat(stored.tombstones()).isEqualTo(replay.tombstones());
      assertHistory(stack, mutations);
      assertRebuilt(stack, stored);
      return stored.physicalRows();
    }
  }

  private static void assertHistory(Stack stack, List<Mutation> mutations) {
    assertThat(history(stack, Instant.now())).isEqualTo(PlainReplay.of(mutations).things());
    Random random = new Random(9);
    for (int i = 0; i < TIMES; i++) {
      long time = mutations.get(random.nextInt(mutations.size())).mark().timeMillis();
      List<Mutation> before =
          mutations.stream().filter(mutation -> mutation.mark().timeMillis() <= time).toList();
      assertThat(history(stack, Instant.ofEpochMilli(time)))
          .as("things as of " + Instant.ofEpochMilli(time))
          .isEqualTo(PlainReplay.of(before).things());
    }
  }

  /// As [StoredThings#things()] gives rows.
  private static List<String> history(Stack stack, Instant time) {
    List<String> rows = new ArrayList<>();
    stack
        .clickHouse()
        .forEachRow(
            """
            SELECT ns, id, type, visibility, ifNull(content, '∅'), ifNull(code, '∅'), data,
              toString(toUnixTimestamp64Milli(created_at)),
              toString(toUnixTimestamp64Milli(updated_at)), version
            FROM things_as_of(t = fromUnixTimestamp64Milli(%d, 'UTC')) ORDER BY ns, id
            """
                .formatted(time.toEpochMilli()),
            row -> {
              row.set(6, MutationTopic.asJsonb(row.get(6)));
              rows.add(String.join("|", row));
            });
    return rows;
  }

  private static void assertRebuilt(Stack stack, StoredThings stored) {
    PostgresAddress own = stack.postgres();
    execute(own, "CREATE DATABASE rebuilt");
    PostgresAddress empty =
        new PostgresAddress(
            own.jdbcUrl().replaceFirst("/tailrace$", "/rebuilt"), own.user(), own.password());
    var _ = new ThingsSchema(empty).apply();

    ThingsRebuild.Result result =
        new ThingsRebuild(
                new HistoryMutations(stack.clickHouse()),
                empty,
                MutationRules.STANDARD_DOCUMENT_BYTES,
                refusal -> assertThat(refusal).isNull())
            .run(_ -> {});

    assertThat(result.refused()).isZero();
    StoredThings rebuilt = stored(empty);
    assertThat(rebuilt.things()).isEqualTo(stored.things());
    assertThat(rebuilt.live()).isEqualTo(stored.live());
    assertThat(rebuilt.parked()).isEqualTo(stored.parked());
    assertThat(rebuilt.tombstones()).isEqualTo(stored.tombstones());
    execute(own, "DROP DATABASE rebuilt");
  }

  private static void execute(PostgresAddress postgres, String sql) {
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static StoredThings stored(PostgresAddress postgres) {
    return new StoredThings(sql -> PostgresRows.of(postgres, sql));
  }

  private JsonNode process(Path data, String... arguments) throws Exception {
    try (TailraceProcess process = start(data, arguments)) {
      assertThat(process.exitCode()).as(process::toString).isZero();
      return JSON.readTree(process.output());
    }
  }

  private TailraceProcess start(Path data, String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of("process", "--data", data.toString()));
    all.addAll(List.of(arguments));
    return TailraceProcess.start(temp, all.toArray(String[]::new));
  }

  /// Waits until ClickHouse has so many rows, or the process has ended by itself.
  private static void awaitStored(Path data, long rows, TailraceProcess process) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> !process.isAlive() || StoredRows.count(data).orElse(0L) >= rows);
  }
}
