package dev.tailrace.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.clickhouse.HistoryDatabase.Change;
import dev.tailrace.clickhouse.HistoryDatabase.Changes;
import dev.tailrace.clickhouse.HistoryReplay.EntityKey;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The views of the history agree with a replay in Java for everything, at many times.
class HistoryReplayIT {
  private static final Instant START = Instant.parse("2026-11-20T12:00:00.000Z");
  private static final List<String> STATES =
      List.of(
          "{}",
          "{\"type\":\"Order\",\"content\":\"a \\\"b\\\" {c}\",\"n\":[1,{\"type\":2}]}",
          "{\"type\":7,\"visibility\":false,\"code\":\"let x = '\\\\\\\\';\"}",
          "{\"type\":{\"a\":1},\"visibility\":null,\"content\":[],\"code\":1.25}",
          "{\"before\":{\"after\":\"x\"},\"visibility\":\"private\",\"after\":\"y\",\"code\":\"é\"}");

  @TempDir Path directory;
  private HistoryDatabase database;

  @BeforeEach
  void start() {
    database = HistoryDatabase.start(directory);
  }

  @AfterEach
  void stop() {
    database.close();
  }

  /// Each recorded entity changed once; so many share a key here. The order is that of recording.
  @Test
  void recordedMutations_ofManyEntitiesUnderFewKeys() {
    List<Change> changes =
        RecordedEvents.rows().stream()
            .filter(row -> row.path("event_type").asText().equals("mutation"))
            .map(Change::of)
            .filter(HistoryReplayIT::isValid)
            .map(change -> change.withId("e" + Math.floorMod(change.id().hashCode(), 12)))
            .toList();
    assertThat(changes).hasSizeGreaterThan(1_000);

    assertAgreement(changes);

    List<Instant> times = changes.stream().map(Change::at).sorted().toList();
    assertThat(database.things(times.getLast()))
        .hasSizeBetween(20, 200)
        .anyMatch(row -> !row.get("created_at").equals(row.get("updated_at")));
  }

  /// The topology refuses an update without the state after it.
  private static boolean isValid(Change change) {
    return change.isDelete() || change.data().contains("\"after\":{");
  }

  @Test
  void madeMutations_ofThingsAndRelationships() {
    long seed = 20_261_120L;
    Random random = new Random(seed);
    Changes made = new Changes();
    for (int i = 0; i < 900; i++) {
      // Three share a millisecond, and clocks differ by some.
      Instant at = START.plusMillis(i / 3 + random.nextInt(9) - 4);
      if (random.nextInt(3) == 0) {
        relationship(made, random, at);
      } else {
        String mutation = mutation(random, 16);
        String data = mutation.equals("delete") ? null : after(random);
        var _ = made.add(at, mutation, "thing", "shop", thing(random), data);
      }
    }
    List<Change> changes = new ArrayList<>(made.all());
    Collections.shuffle(changes, random);

    Set<Map<String, String>> relationships = new HashSet<>(assertAgreement(changes));

    assertThat(relationships)
        .as("seed %d", seed)
        .hasSizeGreaterThan(40)
        .anyMatch(row -> !row.get("created_at").equals(row.get("updated_at")));
  }

  private static void relationship(Changes made, Random random, Instant at) {
    String mutation = mutation(random, 8);
    String ends =
        "\"from_ns\":\"shop\",\"from_id\":\"%s\",\"to_ns\":\"shop\",\"to_id\":\"%s\""
            .formatted(thing(random), thing(random));
    String data = mutation.equals("delete") ? null : "{" + ends + "," + after(random).substring(1);
    var _ = made.add(at, mutation, "relationship", "shop", "r" + random.nextInt(20), data);
  }

  private static String thing(Random random) {
    return "t " + random.nextInt(9) + "#é";
  }

  private static String mutation(Random random, int others) {
    return random.nextInt(others) == 0 ? "delete" : random.nextBoolean() ? "create" : "update";
  }

  private static String after(Random random) {
    return "{\"before\":{\"after\":{}},\"after\":"
        + STATES.get(random.nextInt(STATES.size()))
        + "}";
  }

  /// @return all relationships that were seen
  private List<Map<String, String>> assertAgreement(List<Change> changes) {
    database.insert(changes);
    HistoryReplay replay = new HistoryReplay(changes);
    List<Instant> times = changes.stream().map(Change::at).sorted().toList();
    for (int i = 0; i <= 8; i++) {
      Instant at = times.get(i * (times.size() - 1) / 8);
      assertThat(database.things(at)).as("at %s", at).isEqualTo(replay.things(at));
    }
    Set<EntityKey> keys = new TreeSet<>(changes.stream().map(EntityKey::of).toList());
    Instant middle = times.get(times.size() / 2);
    List<Map<String, String>> things = replay.things(middle);
    for (EntityKey key : keys) {
      assertThat(database.thing(key.ns(), key.id(), middle))
          .as("%s at %s", key, middle)
          .isEqualTo(things.stream().filter(row -> isOf(key, row)).toList());
    }
    return assertRelationships(replay, keys, times);
  }

  private static boolean isOf(EntityKey key, Map<String, String> row) {
    return row.get("ns").equals(key.ns()) && row.get("id").equals(key.id());
  }

  private List<Map<String, String>> assertRelationships(
      HistoryReplay replay, Set<EntityKey> keys, List<Instant> times) {
    List<Map<String, String>> seen = new ArrayList<>();
    for (int i = 1; i <= 4; i++) {
      Instant at = times.get(i * (times.size() - 1) / 4);
      for (EntityKey key : keys) {
        if (!key.id().startsWith("t ")) {
          continue;
        }
        List<Map<String, String>> answer = database.relationships(key.ns(), key.id(), at);
        assertThat(answer).as("%s at %s", key, at).isEqualTo(replay.relationships(key, at));
        seen.addAll(answer);
      }
    }
    return seen;
  }
}
