package dev.tailrace.clickhouse;

import static dev.tailrace.clickhouse.ExpectedRows.clickHouseTime;
import static dev.tailrace.clickhouse.Recount.bucket;
import static dev.tailrace.clickhouse.Recount.time;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tailrace.engines.ClickHouseServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// A server with the recorded events, and the same events in Java.
///
/// The window leaves out the first and the last minutes of the recording, so that its bounds count.
final class RecordedDatabase implements AutoCloseable {
  static final String NAME = "queries";

  /// The recorded rows must not be past their time, whenever the tests run.
  static final int LONG_DAYS = 10_000;

  private static final int BATCH_ROWS = 500;

  private final ClickHouseServer server;
  private final SqlOverHttp engine;
  private final ClickHouseQueries queries;
  private final List<ObjectNode> rows = RecordedEvents.rows();
  private final Instant from;
  private final Instant to;

  private RecordedDatabase(ClickHouseServer server) {
    this.server = server;
    this.engine = new SqlOverHttp(server.url());
    this.queries = new ClickHouseQueries(Endpoint.of(server.url()), NAME);
    List<Instant> captured = rows.stream().map(row -> time(row, "timestamp")).sorted().toList();
    this.from = captured.getFirst().plus(Duration.ofMinutes(2));
    this.to = captured.getLast().minus(Duration.ofMinutes(2));
  }

  static RecordedDatabase load(Path directory) {
    RecordedDatabase database = new RecordedDatabase(ClickHouseServer.start(directory, 0));
    database.fill();
    assertThat(database.invocations()).hasSizeBetween(1_000, 5_800);
    return database;
  }

  private void fill() {
    try (ClickHouseSchema schema =
        new ClickHouseSchema(
            Endpoint.of(server.url()), Placeholders.of(NAME).withRetentionDays(LONG_DAYS))) {
      schema.apply();
    }
    for (int start = 0; start < rows.size(); start += BATCH_ROWS) {
      List<ObjectNode> batch = rows.subList(start, Math.min(start + BATCH_ROWS, rows.size()));
      engine.insertEvents(NAME, batch, "batch-" + start);
    }
  }

  SqlOverHttp engine() {
    return engine;
  }

  List<ObjectNode> rows() {
    return rows;
  }

  Instant from() {
    return from;
  }

  Instant to() {
    return to;
  }

  List<ObjectNode> inWindow() {
    return rows.stream()
        .filter(row -> !time(row, "timestamp").isBefore(from))
        .filter(row -> time(row, "timestamp").isBefore(to))
        .toList();
  }

  List<ObjectNode> invocations() {
    return inWindow().stream().filter(Recount::isInvocation).toList();
  }

  List<ObjectNode> errors() {
    return invocations().stream().filter(Recount::isError).toList();
  }

  /// The hourly sums know whole hours only.
  List<ObjectNode> wholeHours() {
    return rows.stream().filter(Recount::isInvocation).toList();
  }

  /// The parameters that ask for all whole hours.
  Map<String, String> hours() {
    long first =
        rows.stream()
            .mapToLong(row -> bucket(row, "timestamp", 3_600).getEpochSecond())
            .min()
            .orElseThrow();
    return Map.of(
        "from",
        clickHouseTime(Instant.ofEpochSecond(first)),
        "to",
        clickHouseTime(Instant.ofEpochSecond(first + 7_200)));
  }

  /// The parameters that ask for the window.
  Map<String, String> window() {
    return Map.of("from", clickHouseTime(from), "to", clickHouseTime(to));
  }

  String explained(String sql) {
    return engine.post(Map.of("database", NAME), "EXPLAIN indexes = 1 " + sql).body();
  }

  void assertAnswer(String name, Map<String, String> values, List<List<Object>> expected) {
    ExpectedRows.assertAnswer(queries, name, values, expected);
  }

  @Override
  public void close() {
    queries.close();
    server.close();
  }
}
