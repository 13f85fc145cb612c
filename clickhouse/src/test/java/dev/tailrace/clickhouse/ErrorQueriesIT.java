package dev.tailrace.clickhouse;

import static dev.tailrace.clickhouse.ExpectedRows.descending;
import static dev.tailrace.clickhouse.ExpectedRows.row;
import static dev.tailrace.clickhouse.ExpectedRows.with;
import static dev.tailrace.clickhouse.Recount.bucket;
import static dev.tailrace.clickhouse.Recount.by;
import static dev.tailrace.clickhouse.Recount.columns;
import static dev.tailrace.clickhouse.Recount.count;
import static dev.tailrace.clickhouse.Recount.newestFirst;
import static dev.tailrace.clickhouse.Recount.number;
import static dev.tailrace.clickhouse.Recount.sum;
import static dev.tailrace.clickhouse.Recount.text;
import static dev.tailrace.clickhouse.Recount.time;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The documented queries about errors, against a recount in Java.
class ErrorQueriesIT {
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
  void errorSummary() {
    List<List<Object>> expected = new ArrayList<>();
    by(recorded.invocations(), row -> columns(row, "severity"))
        .forEach((key, rows) -> expected.add(row(key, (long) rows.size())));
    expected.sort(descending(1));
    recorded.assertAnswer("error-summary", recorded.window(), expected);
  }

  @Test
  void errorRateByService() {
    List<List<Object>> expected = new ArrayList<>();
    by(
            recorded.errors(),
            row -> List.of(bucket(row, "timestamp", 300).toString(), text(row, "script_name")))
        .forEach((key, rows) -> expected.add(row(key, (long) rows.size())));
    expected.sort(
        Comparator.comparing((List<Object> row) -> row.get(0).toString())
            .thenComparing(descending(2)));
    assertThat(expected.stream().map(List::getFirst).distinct()).hasSizeGreaterThan(1);
    recorded.assertAnswer("error-rate-by-service", recorded.window(), expected);
  }

  @Test
  void topErrorMessages() {
    List<ObjectNode> typed =
        recorded.invocations().stream().filter(row -> row.has("error_type")).toList();
    List<List<Object>> expected = new ArrayList<>();
    by(typed, row -> columns(row, "error_type", "error_message"))
        .forEach((key, rows) -> expected.add(row(key, (long) rows.size())));
    expected.sort(descending(2));
    recorded.assertAnswer(
        "top-error-messages", with(recorded.window(), "limit", "25"), expected.subList(0, 25));
  }

  @Test
  void errorTypesByHour() {
    List<ObjectNode> typed =
        recorded.wholeHours().stream().filter(row -> row.has("error_type")).toList();
    List<List<Object>> expected = new ArrayList<>();
    by(
            typed,
            row ->
                List.of(
                    bucket(row, "timestamp", 3_600).toString(),
                    text(row, "error_type"),
                    text(row, "severity")))
        .forEach((key, rows) -> expected.add(row(key, (long) rows.size())));
    expected.sort(
        Comparator.comparing((List<Object> row) -> row.get(0).toString())
            .thenComparing(descending(3)));
    recorded.assertAnswer("error-types-by-hour", recorded.hours(), expected);
  }

  @Test
  void errorRateOverTime() {
    List<ObjectNode> gateway =
        recorded.rows().stream()
            .filter(Recount::isInvocation)
            .filter(row -> text(row, "script_name").equals("gateway"))
            .filter(row -> !time(row, "event_timestamp").isBefore(recorded.from()))
            .filter(row -> time(row, "event_timestamp").isBefore(recorded.to()))
            .toList();
    List<List<Object>> expected = new ArrayList<>();
    by(gateway, row -> List.of(bucket(row, "event_timestamp", 20).toString()))
        .forEach(
            (key, rows) ->
                expected.add(
                    row(
                        key,
                        (long) rows.size(),
                        count(rows, Recount::isError),
                        100.0 * count(rows, Recount::isError) / rows.size())));
    assertThat(expected).hasSizeGreaterThan(3);
    recorded.assertAnswer(
        "error-rate-over-time",
        with(with(recorded.window(), "script_name", "gateway"), "step_seconds", "20"),
        expected);
  }

  @Test
  void errorSearch_findsWordsInAnyCaseAndOrder() {
    List<List<Object>> expected = new ArrayList<>();
    recorded.inWindow().stream()
        .filter(row -> words(row).containsAll(Set.of("legacy", "string")))
        .sorted(newestFirst("event_timestamp"))
        .forEach(
            row ->
                expected.add(
                    row(
                        List.of(),
                        time(row, "event_timestamp"),
                        text(row, "ulid"),
                        text(row, "worker_name"),
                        text(row, "severity"),
                        text(row, "error_type"),
                        text(row, "error_message"),
                        text(row, "cf_ray"))));
    assertThat(expected).isNotEmpty();
    recorded.assertAnswer(
        "error-search",
        with(with(recorded.window(), "words", "String LEGACY"), "limit", "1000"),
        expected);
  }

  @Test
  void cronFailures() {
    List<ObjectNode> jobs = recorded.invocations().stream().filter(row -> row.has("cron")).toList();
    List<List<Object>> expected = new ArrayList<>();
    by(jobs, row -> columns(row, "script_name", "cron"))
        .forEach(
            (key, rows) -> {
              ObjectNode last =
                  rows.stream()
                      .filter(Recount::isError)
                      .max(
                          Comparator.comparing((ObjectNode row) -> time(row, "scheduled_time"))
                              .thenComparing(row -> text(row, "ulid")))
                      .orElse(null);
              expected.add(
                  row(
                      key,
                      (long) rows.size(),
                      count(rows, Recount::isError),
                      last == null ? null : time(last, "scheduled_time"),
                      last == null ? null : text(last, "error_message")));
            });
    expected.sort(descending(3));
    assertThat(expected.getFirst().get(3)).isNotEqualTo(0L);
    recorded.assertAnswer("cron-failures", recorded.window(), expected);
  }

  @Test
  void queueFailures() {
    List<ObjectNode> batches =
        recorded.inWindow().stream().filter(row -> row.has("queue_name")).toList();
    List<List<Object>> expected = new ArrayList<>();
    by(batches, row -> columns(row, "queue_name", "script_name"))
        .forEach(
            (key, rows) -> {
              List<ObjectNode> failed = rows.stream().filter(Recount::isError).toList();
              TreeSet<String> types = new TreeSet<>();
              failed.forEach(row -> types.add(text(row, "error_type")));
              expected.add(
                  row(
                      key,
                      (long) rows.size(),
                      sum(rows, row -> number(row, "queue_batch_size")),
                      (long) failed.size(),
                      sum(failed, row -> number(row, "queue_batch_size")),
                      types));
            });
    expected.sort(descending(4));
    assertThat(expected.getFirst().get(4)).isNotEqualTo(0L);
    recorded.assertAnswer("queue-failures", recorded.window(), expected);
  }

  private static Set<String> words(ObjectNode row) {
    String message = text(row, "error_message");
    return message == null
        ? Set.of()
        : new HashSet<>(Arrays.asList(message.toLowerCase(Locale.ROOT).split("[^a-z0-9]+", -1)));
  }
}
