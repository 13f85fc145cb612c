package dev.tailrace.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.clickhouse.HistoryDatabase.Change;
import dev.tailrace.clickhouse.HistoryDatabase.Changes;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/// Histories that a test makes mutation by mutation. Each test has a namespace of its own.
abstract class MadeHistory {
  private static final AtomicInteger NAMESPACES = new AtomicInteger();
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00.000Z");

  @TempDir static Path directory;
  static HistoryDatabase database;

  final String ns = "ns-" + NAMESPACES.incrementAndGet();
  final Changes changes = new Changes();

  @BeforeAll
  static void start() {
    database = HistoryDatabase.start(directory);
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  static Instant second(int seconds) {
    return NOON.plusSeconds(seconds);
  }

  Change thing(int second, String mutation, String data) {
    return changes.add(second(second), mutation, "thing", ns, "a", data);
  }

  static String after(String state) {
    return "{\"before\":{\"after\":1},\"after\":" + state + "}";
  }

  Change relationship(int second, String mutation, String data) {
    return changes.add(second(second), mutation, "relationship", ns, "r", data);
  }

  void end(int second, String mutation, String id) {
    String data = mutation.equals("delete") ? null : "{\"after\":{}}";
    var _ = changes.add(second(second), mutation, "thing", ns, id, data);
  }

  String joining(String from, String to) {
    return "{\"from_ns\":\"%s\",\"from_id\":%s,\"to_ns\":\"%s\",\"to_id\":%s,\"after\":{\"code\":1}}"
        .formatted(ns, from, ns, to);
  }

  void store() {
    database.insert(changes.all());
  }

  Map<String, String> thing(Instant at) {
    return single(database.thing(ns, "a", at));
  }

  Map<String, String> relationship(String of, Instant at) {
    return single(database.relationships(ns, of, at));
  }

  /// The row there is, or nothing.
  static Map<String, String> single(List<Map<String, String>> rows) {
    assertThat(rows).hasSizeLessThan(2);
    return rows.isEmpty() ? Map.of() : rows.getFirst();
  }

  static String time(int second) {
    return ExpectedRows.clickHouseTime(second(second)) + ".000";
  }
}
