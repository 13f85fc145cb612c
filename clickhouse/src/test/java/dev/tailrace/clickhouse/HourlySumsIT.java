package dev.tailrace.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `logs_by_service` and `errors_by_type` are answered from the projections of `events`, and these
/// equal the rows after everything that changes rows.
class HourlySumsIT {
  private static final AtomicInteger DATABASES = new AtomicInteger();
  private static final int BATCH_ROWS = 500;
  private static final List<ObjectNode> ROWS = RecordedEvents.rows();
  private static final Map<String, String> WITHOUT_PROJECTIONS =
      Map.of("optimize_use_projections", "0");

  /// The recorded events must not be past their time, whenever this runs.
  private static final int LONG_DAYS = 10_000;

  @RegisterExtension private static final ClickHouseEngine ENGINE = new ClickHouseEngine();
  private static SqlOverHttp engine;

  private String database = "sums_" + DATABASES.incrementAndGet();

  @BeforeAll
  static void start() {
    engine = new SqlOverHttp(ENGINE.server().url());
  }

  @Test
  void sums_equalARecountOfTheEvents() {
    loadOnce();
    assertThat(sql("SELECT * FROM logs_by_service ORDER BY ALL"))
        .isNotEmpty()
        .isEqualTo(
            sql(
                """
                SELECT script_name, toStartOfHour(timestamp) AS hour, severity, count(), sum(cpu_time),
                  sum(wall_time), countIf(has_exception)
                FROM logs GROUP BY ALL ORDER BY ALL
                """,
                WITHOUT_PROJECTIONS));
    assertThat(sql("SELECT * FROM errors_by_type ORDER BY ALL"))
        .isNotEmpty()
        .isEqualTo(
            sql(
                """
                SELECT error_type, toStartOfHour(timestamp) AS hour, severity, count()
                FROM logs WHERE error_type IS NOT NULL GROUP BY ALL ORDER BY ALL
                """,
                WITHOUT_PROJECTIONS));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          hourly_by_service    | SELECT * FROM logs_by_service ORDER BY ALL
          hourly_by_service    | SELECT sum(event_count) FROM logs_by_service
          hourly_by_service    | SELECT script_name, sum(event_count) AS n, sum(total_cpu_time) / n FROM logs_by_service WHERE hour >= '2026-11-20 00:00:00' AND hour < '2026-11-20 08:00:00' GROUP BY script_name ORDER BY ALL
          hourly_by_service    | SELECT hour, sumIf(event_count, severity IN ('critical', 'error')) FROM logs_by_service WHERE script_name = 'gateway' GROUP BY hour ORDER BY hour
          hourly_by_service    | SELECT severity, max(exception_count) FROM logs_by_service WHERE hour >= toDateTime('2026-11-27 03:00:00', 'UTC') - INTERVAL 7 DAY GROUP BY severity ORDER BY ALL
          hourly_by_error_type | SELECT * FROM errors_by_type ORDER BY ALL
          hourly_by_error_type | SELECT error_type, sum(error_count) FROM errors_by_type WHERE hour < '2026-11-20 00:00:00' AND severity = 'critical' GROUP BY error_type ORDER BY ALL
          """)
  void question_isAnsweredFromTheProjection(String projection, String question) {
    loadOnce();
    String id = UUID.randomUUID().toString();
    String answer = sql(question, Map.of("query_id", id));
    assertThat(answer).isNotEmpty().isEqualTo(sql(question, WITHOUT_PROJECTIONS));

    sql("SYSTEM FLUSH LOGS query_log");
    String[] read =
        sql("""
        SELECT arrayStringConcat(projections), read_rows FROM system.query_log
        WHERE type = 'QueryFinish' AND query_id = '%s'
        """
                .formatted(id))
            .split("\t", -1);
    assertThat(read[0]).isEqualTo("%s.events.%s".formatted(database, projection));
    assertThat(Long.parseLong(read[1])).isBetween(1L, ROWS.size() / 8L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Compact", "Wide"})
  void deletedRows_leaveTheSums(String partType) {
    apply();
    if (partType.equals("Wide")) {
      sql("ALTER TABLE events MODIFY SETTING min_bytes_for_wide_part = 0");
    }
    insertRows();
    assertThat(
            sql(
                "SELECT DISTINCT part_type FROM system.parts WHERE active AND database = '%s' AND table = 'events'"
                    .formatted(database)))
        .isEqualTo(partType);
    long before = requireSumsOfTheRows();

    delete("pipeline_batch_id = '%s' AND source_partition = 3".formatted(batch(2)));
    long partOfABatch = requireSumsOfTheRows();
    delete("pipeline_batch_id = '%s'".formatted(batch(5)));
    long wholeBatch = requireSumsOfTheRows();
    sql("OPTIMIZE TABLE events FINAL");

    assertThat(before - partOfABatch).isBetween(1L, (long) BATCH_ROWS / 2);
    assertThat(partOfABatch - wholeBatch).isEqualTo(BATCH_ROWS);
    assertThat(requireSumsOfTheRows()).isEqualTo(wholeBatch);
  }

  /// It only masks rows, which the projections would not see; the engine refuses it by default.
  @Test
  void lightweightDelete_isRefused() {
    loadOnce();
    assertThatThrownBy(() -> sql("DELETE FROM events WHERE severity = 'info'"))
        .hasMessageContaining("lightweight_mutation_projection_mode");
  }

  /// Nothing is rewritten only because a row is past its time, but a merge leaves such rows out.
  @Test
  void expiredRows_leaveTheSumsWithTheMergeThatDropsThem() {
    apply();
    LocalDate yesterday = LocalDate.now(ZoneOffset.UTC).minusDays(1);
    long sinceNoon =
        Instant.now().getEpochSecond() - yesterday.toEpochSecond(LocalTime.NOON, ZoneOffset.UTC);
    sql(
        "ALTER TABLE events MODIFY TTL toDateTime(timestamp) + INTERVAL %d SECOND"
            .formatted(sinceNoon));
    sql("SYSTEM STOP MERGES events");
    List<ObjectNode> rows = new ArrayList<>();
    rows.addAll(capturedAt(yesterday + "T01:30:00Z", ROWS.subList(0, 3_000)));
    rows.addAll(capturedAt(yesterday + "T22:30:00Z", ROWS.subList(3_000, 6_000)));
    insertEvents(rows);
    insertEvents(rows);
    assertThat(requireSumsOfTheRows()).isEqualTo(12_000);

    sql("SYSTEM START MERGES events");
    sql("OPTIMIZE TABLE events FINAL");

    assertThat(requireSumsOfTheRows()).isEqualTo(6_000);
  }

  /// Once this failed for a table with projections: github.com/ClickHouse/ClickHouse/issues/53740.
  @Test
  void retention_canBeChangedOnceThereAreRows() {
    load();
    try (ClickHouseSchema schema = schema(LONG_DAYS / 2)) {
      assertThat(schema.apply().applied()).containsExactly("R__retention.sql");
      sql("ALTER TABLE events MATERIALIZE TTL SETTINGS mutations_sync = 2");
      assertThat(schema.verify().problems()).isEmpty();
    }
    assertThat(requireSumsOfTheRows()).isEqualTo(ROWS.size());
  }

  /// Both sums from the projections alone and from the rows alone.
  ///
  /// @return rows in `events`
  private long requireSumsOfTheRows() {
    for (String view : List.of("logs_by_service", "errors_by_type")) {
      String question = "SELECT * FROM %s ORDER BY ALL".formatted(view);
      assertThat(sql(question, Map.of("force_optimize_projection", "1")))
          .as(view)
          .isNotEmpty()
          .isEqualTo(sql(question, WITHOUT_PROJECTIONS));
    }
    return Long.parseLong(sql("SELECT count() FROM events"));
  }

  /// One database for the tests that change nothing.
  private void loadOnce() {
    database = "sums_loaded";
    if (engine.sql("EXISTS DATABASE sums_loaded").equals("0")) {
      load();
    }
  }

  private void load() {
    apply();
    insertRows();
  }

  private void apply() {
    try (ClickHouseSchema schema = schema(LONG_DAYS)) {
      schema.apply();
    }
  }

  private ClickHouseSchema schema(int retentionDays) {
    return new ClickHouseSchema(
        Endpoint.of(ENGINE.server().url()),
        Placeholders.of(database).withRetentionDays(retentionDays));
  }

  /// Batch by batch, each captured two hours before the one in front of it: two days.
  private void insertRows() {
    for (int start = 0; start < ROWS.size(); start += BATCH_ROWS) {
      Instant captured =
          Instant.parse("2026-11-20T09:45:00Z").minus(Duration.ofHours(2L * start / BATCH_ROWS));
      insertEvents(
          capturedAt(
              captured.toString(), ROWS.subList(start, Math.min(start + BATCH_ROWS, ROWS.size()))));
    }
  }

  private void insertEvents(List<ObjectNode> rows) {
    engine.insertEvents(database, rows, UUID.randomUUID().toString());
  }

  private static List<ObjectNode> capturedAt(String time, List<ObjectNode> rows) {
    return rows.stream().map(row -> row.deepCopy().put("timestamp", time)).toList();
  }

  private static String batch(int number) {
    return ROWS.get(number * BATCH_ROWS).path("pipeline_batch_id").asText();
  }

  private void delete(String condition) {
    sql("ALTER TABLE events DELETE WHERE %s SETTINGS mutations_sync = 2".formatted(condition));
  }

  private String sql(String statement) {
    return sql(statement, Map.of());
  }

  private String sql(String statement, Map<String, String> settings) {
    Map<String, String> parameters = new HashMap<>(settings);
    parameters.put("database", database);
    return engine.post(parameters, statement).body().strip();
  }
}
