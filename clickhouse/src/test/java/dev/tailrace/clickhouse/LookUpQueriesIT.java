package dev.tailrace.clickhouse;

import static dev.tailrace.clickhouse.ExpectedRows.clickHouseTime;
import static dev.tailrace.clickhouse.ExpectedRows.row;
import static dev.tailrace.clickhouse.Recount.by;
import static dev.tailrace.clickhouse.Recount.columns;
import static dev.tailrace.clickhouse.Recount.newestFirst;
import static dev.tailrace.clickhouse.Recount.number;
import static dev.tailrace.clickhouse.Recount.text;
import static dev.tailrace.clickhouse.Recount.time;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The documented queries for single events, against a recount in Java, and the indexes they need.
class LookUpQueriesIT {
  @TempDir static Path directory;
  private static RecordedDatabase recorded;

  @BeforeAll
  static void load() {
    recorded = RecordedDatabase.load(directory);
  }

  @AfterAll
  static void stop() {
    recorded.close();
  }

  @Test
  void recentEvents() {
    List<List<Object>> expected = new ArrayList<>();
    recorded.rows().stream()
        .filter(row -> text(row, "script_name").equals("db"))
        .filter(row -> !time(row, "timestamp").isBefore(recorded.from()))
        .sorted(newestFirst("timestamp"))
        .limit(50)
        .forEach(
            row ->
                expected.add(
                    row(
                        List.of(),
                        time(row, "event_timestamp"),
                        text(row, "ulid"),
                        text(row, "event_name"),
                        text(row, "severity"),
                        text(row, "status"),
                        text(row, "url"),
                        number(row, "wall_time"),
                        text(row, "error_message"))));
    recorded.assertAnswer(
        "recent-events",
        Map.of("script_name", "db", "from", clickHouseTime(recorded.from()), "limit", "50"),
        expected);
  }

  @Test
  void requestByRay() {
    String ray =
        recorded.rows().stream()
            .filter(Recount::isError)
            .map(row -> text(row, "cf_ray"))
            .filter(r -> r != null)
            .findFirst()
            .orElseThrow();
    List<List<Object>> expected = new ArrayList<>();
    recorded.rows().stream()
        .filter(row -> ray.equals(text(row, "cf_ray")))
        .sorted(newestFirst("event_timestamp").reversed())
        .forEach(
            row ->
                expected.add(
                    row(
                        List.of(),
                        time(row, "event_timestamp"),
                        text(row, "worker_name"),
                        text(row, "event_name"),
                        text(row, "method"),
                        text(row, "url"),
                        text(row, "status"),
                        text(row, "severity"),
                        text(row, "error_message"),
                        number(row, "cpu_time"),
                        number(row, "wall_time"),
                        text(row, "logs"),
                        text(row, "exceptions"))));
    recorded.assertAnswer("request-by-ray", Map.of("cf_ray", ray), expected);
  }

  /// The one that changed most, and one of each kind of mutation.
  @ParameterizedTest
  @ValueSource(strings = {"", "create", "update", "delete"})
  void entityHistory(String mutationType) {
    Map<List<String>, List<ObjectNode>> byEntity =
        by(
            recorded.rows().stream().filter(row -> !Recount.isInvocation(row)).toList(),
            row -> columns(row, "entity_ns", "entity_id"));
    List<ObjectNode> mutations =
        byEntity.values().stream()
            .filter(
                rows ->
                    mutationType.isEmpty()
                        || mutationType.equals(text(rows.getFirst(), "mutation_type")))
            .max(Comparator.comparing(rows -> mutationType.isEmpty() ? rows.size() : 0))
            .orElseThrow();
    List<List<Object>> expected = new ArrayList<>();
    mutations.stream()
        .sorted(Comparator.comparing(row -> text(row, "ulid")))
        .forEach(
            row ->
                expected.add(
                    row(
                        List.of(),
                        text(row, "ulid"),
                        time(row, "event_timestamp"),
                        "thing",
                        text(row, "mutation_type"),
                        text(row, "entity_type"),
                        text(row, "script_name"),
                        state(row, "after"),
                        state(row, "before"),
                        text(row, "metadata"))));
    recorded.assertAnswer(
        "entity-history",
        Map.of(
            "entity_ns", text(mutations.getFirst(), "entity_ns"),
            "entity_id", text(mutations.getFirst(), "entity_id")),
        expected);
  }

  private static String state(ObjectNode row, String member) {
    try {
      JsonNode state = RecordedEvents.JSON.readTree(text(row, "data")).path(member);
      return state.isObject() ? state.toString() : null;
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void lookUps_useTheirIndex() {
    assertThat(recorded.explained("SELECT * FROM events WHERE cf_ray = 'a-FRA'"))
        .contains("cf_ray_bloom");
    assertThat(recorded.explained("SELECT * FROM events WHERE ulid = 'a'")).contains("ulid_bloom");
    assertThat(recorded.explained("SELECT * FROM events WHERE entity_id = 'a'"))
        .contains("entity_id_bloom");
    assertThat(recorded.explained("SELECT * FROM events WHERE hasAllTokens(error_message, 'a')"))
        .contains("error_message_text");
  }

  /// What the sink asks when it is given a partition; the table here has many parts.
  @Test
  void batchesFromAnIdOn_areFoundWithoutReadingTheOthers() {
    recorded.engine().sql("CREATE TABLE queries.many_parts AS queries.events");
    recorded.engine().sql("SYSTEM STOP MERGES queries.many_parts");
    for (int start = 0; start < 5_000; start += 500) {
      recorded
          .engine()
          .sql(
              "INSERT INTO queries.many_parts SELECT * FROM queries.events WHERE pipeline_batch_id = '%s'"
                  .formatted(text(recorded.rows().get(start), "pipeline_batch_id")));
    }
    String newest = text(recorded.rows().get(4_500), "pipeline_batch_id");
    String summary =
        recorded
            .engine()
            .post(
                Map.of(),
                """
                SELECT pipeline_batch_id, count() FROM queries.many_parts
                WHERE source_partition = 1 AND pipeline_batch_id >= '%s' GROUP BY pipeline_batch_id
                """
                    .formatted(newest))
            .headers()
            .firstValue("X-ClickHouse-Summary")
            .orElseThrow();
    Matcher read = Pattern.compile("\"read_rows\":\"(\\d+)\"").matcher(summary);
    assertThat(read.find()).isTrue();
    assertThat(Long.parseLong(read.group(1))).isBetween(1L, 500L);
  }
}
