package dev.tailrace.clickhouse;

import static dev.tailrace.clickhouse.Recount.by;
import static dev.tailrace.clickhouse.Recount.count;
import static dev.tailrace.clickhouse.Recount.distinct;
import static dev.tailrace.clickhouse.Recount.number;
import static dev.tailrace.clickhouse.Recount.quantile;
import static dev.tailrace.clickhouse.Recount.sum;
import static dev.tailrace.clickhouse.Recount.text;
import static dev.tailrace.clickhouse.Recount.time;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tailrace.engines.ClickHouseServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every documented query on the recorded events, against a recount in Java.
///
/// The window leaves out the first and the last minutes of the recording, so that its bounds count.
class QueriesIT {
  private static final String DATABASE = "queries";

  @TempDir static Path directory;
  private static ClickHouseServer server;
  private static SqlOverHttp engine;
  private static ClickHouseQueries queries;
  private static List<ObjectNode> all;
  private static List<ObjectNode> inWindow;
  private static List<ObjectNode> invocations;
  private static Instant from;
  private static Instant to;

  @BeforeAll
  static void load() {
    server = ClickHouseServer.start(directory, 0);
    engine = new SqlOverHttp(server.url());
    Endpoint endpoint = Endpoint.of(server.url());
    try (ClickHouseSchema schema = new ClickHouseSchema(endpoint, Placeholders.of(DATABASE))) {
      schema.apply();
    }
    all = RecordedEvents.rows();
    for (int start = 0; start < all.size(); start += 500) {
      List<ObjectNode> batch = all.subList(start, Math.min(start + 500, all.size()));
      engine.insertEvents(DATABASE, batch, "batch-" + start);
    }
    queries = new ClickHouseQueries(endpoint, DATABASE);
    List<Instant> captured = all.stream().map(row -> time(row, "timestamp")).sorted().toList();
    from = captured.getFirst().plus(Duration.ofMinutes(2));
    to = captured.getLast().minus(Duration.ofMinutes(2));
    inWindow =
        all.stream()
            .filter(row -> !time(row, "timestamp").isBefore(from))
            .filter(row -> time(row, "timestamp").isBefore(to))
            .toList();
    invocations = inWindow.stream().filter(Recount::isInvocation).toList();
    assertThat(invocations).hasSizeBetween(1_000, 5_800);
  }

  @AfterAll
  static void stop() {
    queries.close();
    server.close();
  }

  @Test
  void everyQuery_namesItsColumnsRightly() {
    for (Query query : Query.all()) {
      Map<String, String> examples = new HashMap<>();
      query.parameters().forEach(p -> examples.put("param_" + p.name(), p.example()));
      examples.put("database", DATABASE);
      String names =
          engine
              .post(examples, query.sql() + " FORMAT TSVWithNames")
              .body()
              .lines()
              .findFirst()
              .orElse("");
      assertThat(names.split("\t", -1))
          .as(query.name())
          .containsExactly(query.columns().stream().map(Query.Column::name).toArray(String[]::new));
    }
  }

  @Test
  void errorSummary() {
    List<List<Object>> expected = new ArrayList<>();
    by(invocations, row -> columns(row, "severity"))
        .forEach((key, rows) -> expected.add(row(key, (long) rows.size())));
    expected.sort(descending(1));
    assertAnswer("error-summary", window(), expected);
  }

  @Test
  void errorRateByService() {
    List<List<Object>> expected = new ArrayList<>();
    by(errors(), row -> List.of(bucket(row, "timestamp", 300).toString(), text(row, "script_name")))
        .forEach((key, rows) -> expected.add(row(key, (long) rows.size())));
    expected.sort(
        Comparator.comparing((List<Object> row) -> row.get(0).toString())
            .thenComparing(descending(2)));
    assertThat(expected.stream().map(List::getFirst).distinct()).hasSizeGreaterThan(1);
    assertAnswer("error-rate-by-service", window(), expected);
  }

  @Test
  void topErrorMessages() {
    List<ObjectNode> typed = invocations.stream().filter(row -> row.has("error_type")).toList();
    List<List<Object>> expected = new ArrayList<>();
    by(typed, row -> columns(row, "error_type", "error_message"))
        .forEach((key, rows) -> expected.add(row(key, (long) rows.size())));
    expected.sort(descending(2));
    assertAnswer("top-error-messages", with(window(), "limit", "25"), expected.subList(0, 25));
  }

  @Test
  void serviceHealth() {
    List<List<Object>> expected = new ArrayList<>();
    by(wholeHours(), row -> columns(row, "script_name"))
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
    assertAnswer("service-health", hours(), expected);
  }

  @Test
  void errorTypesByHour() {
    List<ObjectNode> typed = wholeHours().stream().filter(row -> row.has("error_type")).toList();
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
    assertAnswer("error-types-by-hour", hours(), expected);
  }

  @Test
  void errorRateOverTime() {
    List<ObjectNode> gateway =
        all.stream()
            .filter(Recount::isInvocation)
            .filter(row -> text(row, "script_name").equals("gateway"))
            .filter(row -> !time(row, "event_timestamp").isBefore(from))
            .filter(row -> time(row, "event_timestamp").isBefore(to))
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
    assertAnswer(
        "error-rate-over-time",
        with(with(window(), "script_name", "gateway"), "step_seconds", "20"),
        expected);
  }

  @Test
  void errorSearch_findsWordsInAnyCaseAndOrder() {
    List<List<Object>> expected = new ArrayList<>();
    inWindow.stream()
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
    assertAnswer(
        "error-search", with(with(window(), "words", "String LEGACY"), "limit", "1000"), expected);
  }

  @Test
  void slowestEndpoints() {
    List<ObjectNode> requests =
        invocations.stream().filter(row -> row.has("method") && row.has("url")).toList();
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
    assertAnswer(
        "slowest-endpoints",
        with(with(window(), "min_requests", "5"), "limit", "20"),
        expected.subList(0, 20));
  }

  @Test
  void rpcMethods() {
    List<ObjectNode> calls = invocations.stream().filter(row -> row.has("rpc_method")).toList();
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
    assertAnswer("rpc-methods", window(), expected);
  }

  @Test
  void statusCodesByService() {
    List<ObjectNode> requests = invocations.stream().filter(row -> row.has("method")).toList();
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
    assertAnswer("status-codes-by-service", window(), expected);
  }

  @Test
  void cronFailures() {
    List<ObjectNode> jobs = invocations.stream().filter(row -> row.has("cron")).toList();
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
    assertAnswer("cron-failures", window(), expected);
  }

  @Test
  void queueFailures() {
    List<ObjectNode> batches = inWindow.stream().filter(row -> row.has("queue_name")).toList();
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
    assertAnswer("queue-failures", window(), expected);
  }

  @Test
  void topLocations() {
    List<ObjectNode> located = inWindow.stream().filter(row -> row.has("colo")).toList();
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
    assertAnswer("top-locations", with(window(), "limit", "10"), expected.subList(0, limit));
  }

  @Test
  void trafficOverTime() {
    List<List<Object>> expected = new ArrayList<>();
    by(inWindow, row -> List.of(bucket(row, "timestamp", 120).toString()))
        .forEach(
            (key, rows) ->
                expected.add(
                    row(
                        key,
                        count(rows, Recount::isInvocation),
                        count(rows, row -> row.has("method")),
                        distinct(rows, "ip"),
                        count(rows, row -> !Recount.isInvocation(row)))));
    assertAnswer("traffic-over-time", with(window(), "step_seconds", "120"), expected);
  }

  @Test
  void recentEvents() {
    List<List<Object>> expected = new ArrayList<>();
    all.stream()
        .filter(row -> text(row, "script_name").equals("db"))
        .filter(row -> !time(row, "timestamp").isBefore(from))
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
    assertAnswer(
        "recent-events",
        Map.of("script_name", "db", "from", clickHouseTime(from), "limit", "50"),
        expected);
  }

  @Test
  void requestByRay() {
    String ray =
        all.stream()
            .filter(Recount::isError)
            .map(row -> text(row, "cf_ray"))
            .filter(r -> r != null)
            .findFirst()
            .orElseThrow();
    List<List<Object>> expected = new ArrayList<>();
    all.stream()
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
    assertAnswer("request-by-ray", Map.of("cf_ray", ray), expected);
  }

  @Test
  void entityHistory() {
    List<ObjectNode> mutations = all.stream().filter(row -> !Recount.isInvocation(row)).toList();
    List<ObjectNode> most =
        by(mutations, row -> columns(row, "entity_ns", "entity_id")).values().stream()
            .max(Comparator.comparing(List::size))
            .orElseThrow();
    assertThat(most).hasSizeGreaterThan(1);
    List<List<Object>> expected = new ArrayList<>();
    most.stream()
        .sorted(Comparator.comparing(row -> text(row, "ulid")))
        .forEach(
            row ->
                expected.add(
                    row(
                        List.of(),
                        text(row, "ulid"),
                        time(row, "event_timestamp"),
                        text(row, "mutation_type"),
                        text(row, "entity_type"),
                        text(row, "script_name"),
                        text(row, "data"),
                        text(row, "metadata"))));
    assertAnswer(
        "entity-history",
        Map.of(
            "entity_ns", text(most.getFirst(), "entity_ns"),
            "entity_id", text(most.getFirst(), "entity_id")),
        expected);
  }

  @Test
  void deployComparison() {
    List<ObjectNode> orders =
        invocations.stream().filter(row -> text(row, "script_name").equals("orders")).toList();
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
    assertAnswer("deploy-comparison", with(window(), "script_name", "orders"), expected);
  }

  @Test
  void telemetryLoss() {
    List<List<Object>> expected = new ArrayList<>();
    by(invocations, row -> columns(row, "script_name"))
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
                      rows.stream().mapToLong(QueriesIT::logsBytes).max().orElseThrow(),
                      0L));
            });
    expected.sort(descending(3));
    assertThat(expected.getFirst().get(2)).isNotEqualTo(0L);
    assertAnswer("telemetry-loss", window(), expected);
  }

  @Test
  void lookUps_useTheirIndex() {
    assertThat(explained("SELECT * FROM events WHERE cf_ray = 'a-FRA'")).contains("cf_ray_bloom");
    assertThat(explained("SELECT * FROM events WHERE ulid = 'a'")).contains("ulid_bloom");
    assertThat(explained("SELECT * FROM events WHERE entity_id = 'a'")).contains("entity_id_bloom");
    assertThat(explained("SELECT * FROM events WHERE hasAllTokens(error_message, 'a')"))
        .contains("error_message_text");
  }

  /// What the sink asks when it is given a partition; the table here has many parts.
  @Test
  void batchesFromAnIdOn_areFoundWithoutReadingTheOthers() {
    engine.sql("CREATE TABLE queries.many_parts AS queries.events");
    engine.sql("SYSTEM STOP MERGES queries.many_parts");
    for (int start = 0; start < 5_000; start += 500) {
      engine.sql(
          "INSERT INTO queries.many_parts SELECT * FROM queries.events WHERE pipeline_batch_id = '%s'"
              .formatted(text(all.get(start), "pipeline_batch_id")));
    }
    String newest = text(all.get(4_500), "pipeline_batch_id");
    String summary =
        engine
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

  private static String explained(String sql) {
    return engine.post(Map.of("database", DATABASE), "EXPLAIN indexes = 1 " + sql).body();
  }

  private static void assertAnswer(
      String name, Map<String, String> values, List<List<Object>> expected) {
    List<List<String>> answer =
        queries.rows(Query.named(name), values).stream()
            .map(row -> row.values().stream().map(Recount::spelled).toList())
            .toList();
    assertThat(answer).isNotEmpty();
    assertThat(answer)
        .containsExactlyElementsOf(
            expected.stream().map(row -> row.stream().map(Recount::spelled).toList()).toList());
  }

  private static List<ObjectNode> errors() {
    return invocations.stream().filter(Recount::isError).toList();
  }

  /// The hourly sums know whole hours only.
  private static List<ObjectNode> wholeHours() {
    return all.stream().filter(Recount::isInvocation).toList();
  }

  private static Map<String, String> hours() {
    long first =
        all.stream()
            .mapToLong(row -> bucket(row, "timestamp", 3_600).getEpochSecond())
            .min()
            .orElseThrow();
    return Map.of(
        "from",
        clickHouseTime(Instant.ofEpochSecond(first)),
        "to",
        clickHouseTime(Instant.ofEpochSecond(first + 7_200)));
  }

  private static Map<String, String> window() {
    return Map.of("from", clickHouseTime(from), "to", clickHouseTime(to));
  }

  private static String clickHouseTime(Instant time) {
    return time.toString().replace('T', ' ').replace("Z", "");
  }

  private static Map<String, String> with(Map<String, String> values, String name, String value) {
    Map<String, String> more = new HashMap<>(values);
    more.put(name, value);
    return more;
  }

  private static List<String> columns(ObjectNode row, String... names) {
    return Arrays.stream(names).map(name -> text(row, name)).toList();
  }

  private static List<Object> row(List<String> key, Object... values) {
    List<Object> row = new ArrayList<>(key);
    row.addAll(Arrays.asList(values));
    return row;
  }

  /// By a number, largest first; rows with equal ones keep their order.
  private static Comparator<List<Object>> descending(int column) {
    return Comparator.comparing((List<Object> row) -> ((Number) row.get(column)).doubleValue())
        .reversed();
  }

  private static Comparator<ObjectNode> newestFirst(String column) {
    return Comparator.comparing((ObjectNode row) -> time(row, column))
        .thenComparing(row -> text(row, "ulid"))
        .reversed();
  }

  private static Instant bucket(ObjectNode row, String column, int seconds) {
    long second = time(row, column).getEpochSecond();
    return Instant.ofEpochSecond(second - Math.floorMod(second, seconds));
  }

  private static Set<String> words(ObjectNode row) {
    String message = text(row, "error_message");
    return message == null
        ? Set.of()
        : new HashSet<>(Arrays.asList(message.toLowerCase(Locale.ROOT).split("[^a-z0-9]+", -1)));
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
