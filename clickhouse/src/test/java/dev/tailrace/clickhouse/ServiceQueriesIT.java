package dev.tailrace.clickhouse;

import static dev.tailrace.clickhouse.ExpectedRows.descending;
import static dev.tailrace.clickhouse.ExpectedRows.row;
import static dev.tailrace.clickhouse.ExpectedRows.with;
import static dev.tailrace.clickhouse.Recount.bucket;
import static dev.tailrace.clickhouse.Recount.by;
import static dev.tailrace.clickhouse.Recount.columns;
import static dev.tailrace.clickhouse.Recount.count;
import static dev.tailrace.clickhouse.Recount.distinct;
import static dev.tailrace.clickhouse.Recount.number;
import static dev.tailrace.clickhouse.Recount.quantile;
import static dev.tailrace.clickhouse.Recount.sum;
import static dev.tailrace.clickhouse.Recount.text;
import static dev.tailrace.clickhouse.Recount.time;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The documented queries about services and their traffic, against a recount in Java.
class ServiceQueriesIT {
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
  void serviceHealth() {
    List<List<Object>> expected = new ArrayList<>();
    by(recorded.wholeHours(), row -> columns(row, "script_name"))
        .forEach(
            (key, rows) ->
                expected.add(
                    row(
                        key,
                        (long) rows.size(),
                        count(rows, Recount::isError),
                        (double) count(rows, Recount::isError) / rows.size(),
                        count(rows, row -> row.path("has_exception").asBoolean()),
                        (double) sum(rows, row -> number(row, "cpu_time")) / rows.size(),
                        (double) sum(rows, row -> number(row, "wall_time")) / rows.size())));
    expected.sort(descending(3));
    recorded.assertAnswer("service-health", recorded.hours(), expected);
  }

  @Test
  void slowestEndpoints() {
    List<ObjectNode> requests =
        recorded.invocations().stream().filter(row -> row.has("method") && row.has("url")).toList();
    List<List<Object>> expected = new ArrayList<>();
    by(requests, row -> List.of(text(row, "script_name"), text(row, "method"), endpointOf(row)))
        .forEach(
            (key, rows) -> {
              if (rows.size() >= 5) {
                List<Object> values =
                    new ArrayList<>(row(key, (long) rows.size(), count(rows, Recount::isError)));
                for (String column : List.of("cpu_time", "wall_time")) {
                  for (double level : new double[] {0.5, 0.95, 0.99}) {
                    values.add(quantile(rows, column, level));
                  }
                }
                expected.add(values);
              }
            });
    expected.sort(descending(9));
    assertThat(expected).hasSizeGreaterThan(20);
    recorded.assertAnswer(
        "slowest-endpoints",
        with(with(recorded.window(), "min_requests", "5"), "limit", "20"),
        expected.subList(0, 20));
  }

  @Test
  void rpcMethods() {
    List<ObjectNode> calls =
        recorded.invocations().stream().filter(row -> row.has("rpc_method")).toList();
    List<List<Object>> expected = new ArrayList<>();
    by(calls, row -> columns(row, "worker_name", "rpc_method"))
        .forEach(
            (key, rows) ->
                expected.add(
                    row(
                        key,
                        (long) rows.size(),
                        count(rows, Recount::isError),
                        quantile(rows, "wall_time", 0.5),
                        quantile(rows, "wall_time", 0.95))));
    expected.sort(descending(2));
    recorded.assertAnswer("rpc-methods", recorded.window(), expected);
  }

  @Test
  void statusCodesByService() {
    List<ObjectNode> requests =
        recorded.invocations().stream().filter(row -> row.has("method")).toList();
    List<List<Object>> expected = new ArrayList<>();
    by(requests, row -> columns(row, "script_name"))
        .forEach(
            (key, rows) ->
                expected.add(
                    row(
                        key,
                        (long) rows.size(),
                        count(rows, row -> number(row, "status") / 100 == 2),
                        count(rows, row -> number(row, "status") / 100 == 3),
                        count(rows, row -> number(row, "status") / 100 == 4),
                        count(rows, row -> number(row, "status") / 100 >= 5),
                        count(rows, row -> !row.has("status")))));
    expected.sort(descending(1));
    recorded.assertAnswer("status-codes-by-service", recorded.window(), expected);
  }

  @Test
  void topLocations() {
    List<ObjectNode> located = recorded.inWindow().stream().filter(row -> row.has("colo")).toList();
    List<List<Object>> expected = new ArrayList<>();
    by(located, row -> columns(row, "country", "colo"))
        .forEach(
            (key, rows) ->
                expected.add(
                    row(
                        key,
                        (long) rows.size(),
                        distinct(rows, "ip"),
                        count(rows, Recount::isError),
                        quantile(rows, "wall_time", 0.95))));
    expected.sort(descending(2));
    int limit = Math.min(10, expected.size());
    recorded.assertAnswer(
        "top-locations", with(recorded.window(), "limit", "10"), expected.subList(0, limit));
  }

  @Test
  void trafficOverTime() {
    List<List<Object>> expected = new ArrayList<>();
    by(recorded.inWindow(), row -> List.of(bucket(row, "timestamp", 120).toString()))
        .forEach(
            (key, rows) ->
                expected.add(
                    row(
                        key,
                        count(rows, Recount::isInvocation),
                        count(rows, row -> row.has("method")),
                        distinct(rows, "ip"),
                        count(rows, row -> !Recount.isInvocation(row)))));
    recorded.assertAnswer(
        "traffic-over-time", with(recorded.window(), "step_seconds", "120"), expected);
  }

  @Test
  void deployComparison() {
    List<ObjectNode> orders =
        recorded.invocations().stream()
            .filter(row -> text(row, "script_name").equals("orders"))
            .toList();
    List<List<Object>> expected = new ArrayList<>();
    by(orders, row -> columns(row, "script_version"))
        .forEach(
            (key, rows) -> {
              List<Instant> times =
                  rows.stream().map(row -> time(row, "event_timestamp")).sorted().toList();
              expected.add(
                  row(
                      key,
                      times.getFirst(),
                      times.getLast(),
                      (long) rows.size(),
                      count(rows, Recount::isError),
                      (double) count(rows, Recount::isError) / rows.size(),
                      quantile(rows, "cpu_time", 0.5),
                      quantile(rows, "cpu_time", 0.95),
                      quantile(rows, "wall_time", 0.5),
                      quantile(rows, "wall_time", 0.95)));
            });
    expected.sort(Comparator.comparing(row -> row.get(1).toString()));
    recorded.assertAnswer(
        "deploy-comparison", with(recorded.window(), "script_name", "orders"), expected);
  }

  @Test
  void telemetryLoss() {
    List<List<Object>> expected = new ArrayList<>();
    by(recorded.invocations(), row -> columns(row, "script_name"))
        .forEach(
            (key, rows) -> {
              long truncated = count(rows, row -> row.path("truncated").asBoolean());
              expected.add(
                  row(
                      key,
                      (long) rows.size(),
                      truncated,
                      (double) truncated / rows.size(),
                      rows.stream().mapToLong(row -> number(row, "log_count")).max().orElseThrow(),
                      rows.stream().mapToLong(ServiceQueriesIT::logsBytes).max().orElseThrow(),
                      0L));
            });
    expected.sort(descending(3));
    assertThat(expected.getFirst().get(2)).isNotEqualTo(0L);
    recorded.assertAnswer("telemetry-loss", recorded.window(), expected);
  }

  private static String endpointOf(ObjectNode row) {
    Matcher parts =
        Pattern.compile("^[a-z]+://([^/:?#]*)(?::\\d+)?([^?#]*).*$", Pattern.DOTALL)
            .matcher(text(row, "url"));
    assertThat(parts.matches()).as(text(row, "url")).isTrue();
    return parts.group(1) + parts.group(2);
  }

  private static long logsBytes(ObjectNode row) {
    String logs = text(row, "logs");
    return logs == null ? 0 : logs.getBytes(StandardCharsets.UTF_8).length;
  }
}
