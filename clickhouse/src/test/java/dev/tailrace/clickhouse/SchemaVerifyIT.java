package dev.tailrace.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.clickhouse.SchemaReport.Problem;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What `schema verify` sees: every difference, under the name of what differs.
class SchemaVerifyIT {
  @RegisterExtension private static final ClickHouseEngine ENGINE = new ClickHouseEngine();

  private SchemaDatabase database;

  @BeforeEach
  void makeDatabase() {
    database = new SchemaDatabase(ENGINE.server());
  }

  @Test
  void verify_leavesNoShadowDatabase() {
    try (ClickHouseSchema schema = database.schema()) {
      schema.apply();
      schema.verify();
      assertThat(
              database
                  .engine()
                  .sql("SELECT count() FROM system.databases WHERE name LIKE 'shadow%'"))
          .isEqualTo("0");
    }
  }

  @Test
  void verify_listsRowsAndSizes() {
    try (ClickHouseSchema schema = database.schema()) {
      schema.apply();
      database
          .engine()
          .insertEvents(database.name(), RecordedEvents.rows().subList(0, 100), "sizes");
      SchemaReport report = schema.verify();
      assertThat(report.objects())
          .filteredOn(object -> object.name().equals("events"))
          .singleElement()
          .satisfies(
              events -> {
                assertThat(events.rows()).isEqualTo(100);
                assertThat(events.bytes()).isPositive();
                assertThat(events.columns()).isEqualTo(54);
              });
    }
  }

  @Test
  void verify_withoutADatabase_saysApply() {
    try (ClickHouseSchema schema = database.schema()) {
      assertThat(schema.verify().problems())
          .containsExactly(
              new Problem(
                  "database " + database.name(), "a database", "nothing", "run: schema apply"));
    }
  }

  @Test
  void noServer_isSaidWithTheWayOut() {
    try (ClickHouseSchema schema =
        new ClickHouseSchema(Endpoint.of("http://127.0.0.1:1"), Placeholders.of(database.name()))) {
      assertThatThrownBy(schema::verify)
          .isInstanceOf(SchemaException.class)
          .hasMessageContaining("http://127.0.0.1:1")
          .hasMessageContaining("does not answer");
    }
  }

  /// Every kind of difference is seen, under the name of what differs, and its remedy mends it.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ALTER TABLE events DROP COLUMN user_agent                    | events column user_agent
          ALTER TABLE events DROP COLUMN entity_kind                   | events column entity_kind
          ALTER TABLE events ADD COLUMN extra String                   | events column extra
          ALTER TABLE events MODIFY COLUMN status Nullable(UInt32)     | events column status
          ALTER TABLE events MODIFY COLUMN url Nullable(String) CODEC(LZ4) | events column url
          ALTER TABLE events MODIFY COLUMN retry_count UInt32 DEFAULT 7 CODEC(T64, ZSTD(1)) | events column retry_count
          ALTER TABLE events MODIFY COLUMN country LowCardinality(Nullable(String)) AFTER method | events column order
          ALTER TABLE events MODIFY COLUMN severity LowCardinality(String) FIRST | events column order
          ALTER TABLE events MODIFY COLUMN outcome LowCardinality(String) CODEC(ZSTD(1)) | events column outcome
          ALTER TABLE events MODIFY TTL toDateTime(timestamp) + INTERVAL 3 DAY | events TTL
          ALTER TABLE events REMOVE TTL                                | events TTL
          ALTER TABLE events MODIFY SETTING non_replicated_deduplication_window = 5 | events SETTING non_replicated_deduplication_window
          ALTER TABLE events RESET SETTING non_replicated_deduplication_window | events SETTING non_replicated_deduplication_window
          ALTER TABLE events DROP INDEX cf_ray_bloom                   | events index cf_ray_bloom
          ALTER TABLE events ADD INDEX extra method TYPE set(0) GRANULARITY 1 | events index extra
          ALTER TABLE events DROP PROJECTION hourly_by_service         | events projection hourly_by_service
          ALTER TABLE events ADD PROJECTION extra (SELECT method, count() GROUP BY method) | events projection extra
          ALTER TABLE events DROP PROJECTION hourly_by_error_type, ADD PROJECTION hourly_by_error_type (SELECT error_type, count() GROUP BY error_type) | events projection hourly_by_error_type
          ALTER TABLE service_metrics_hourly MODIFY TTL toDateTime(intDiv(version, 1000)) + INTERVAL 3 DAY | service_metrics_hourly TTL
          ALTER TABLE service_metrics_hourly MODIFY COLUMN cpu_time_bins Array(Int32) CODEC(LZ4) | service_metrics_hourly column cpu_time_bins
          DROP VIEW logs                                               | logs
          DROP VIEW service_metrics_per                                | service_metrics_per
          DROP VIEW error_trends_daily                                 | error_trends_daily
          DROP VIEW thing_history                                      | thing_history
          DROP VIEW relationships_as_of                                | relationships_as_of
          DROP VIEW errors_by_type                                     | errors_by_type
          """)
  void tampering_isSeen_andItsRemedyMendsIt(String tampering, String object) {
    // One database for all: each case leaves it as it was.
    try (ClickHouseSchema schema =
        new ClickHouseSchema(database.endpoint(), Placeholders.of("tampered"))) {
      schema.apply();
      database.engine().post(Map.of("database", "tampered"), tampering);
      List<Problem> problems = schema.verify().problems();
      assertThat(problems).extracting(Problem::object).containsExactly(object);
      String remedy = problems.getFirst().remedy();
      for (String statement :
          remedy.replaceAll(", or write.*", "").split(ShapeDifference.THEN, -1)) {
        database.engine().sql(statement);
      }
      assertThat(schema.verify().problems()).isEmpty();
    }
  }

  @Test
  void anotherEngine_isSeen() {
    String create =
        "CREATE TABLE IF NOT EXISTS {{database}}.a (x UInt8, d Date) ENGINE = MergeTree PARTITION"
            + " BY toYYYYMMDD(d) ORDER BY x";
    try (ClickHouseSchema schema = database.schema(new Migration("V001__a.sql", create))) {
      schema.apply();
      database.sql("DROP TABLE a");
      database.sql(
          "CREATE TABLE a (x UInt8, d Date) ENGINE = ReplacingMergeTree PARTITION BY toYYYYMM(d)"
              + " ORDER BY (x, d)");
      assertThat(schema.verify().problems())
          .extracting(Problem::object)
          .containsExactly("a ENGINE", "a PARTITION BY", "a ORDER BY");
    }
  }

  @Test
  void changedSelectOfAView_isSeen() {
    try (ClickHouseSchema schema = database.schema()) {
      schema.apply();
      database.sql(
          "CREATE OR REPLACE VIEW logs_by_service AS " + selectOfMaxima("logs_by_service"));
      requireChangedSelect(schema, "logs_by_service");
    }
  }

  @Test
  void changedSelectOfAMaterializedView_isSeen() {
    String tables =
        """
        CREATE TABLE IF NOT EXISTS {{database}}.a (cpu_time UInt64) ENGINE = MergeTree ORDER BY cpu_time;
        CREATE TABLE IF NOT EXISTS {{database}}.b (n UInt64) ENGINE = MergeTree ORDER BY n;
        CREATE MATERIALIZED VIEW IF NOT EXISTS {{database}}.a_mv TO {{database}}.b AS
        SELECT sum(cpu_time) AS n FROM {{database}}.a;
        """;
    try (ClickHouseSchema schema = database.schema(new Migration("V001__a.sql", tables))) {
      schema.apply();
      assertThat(schema.verify().problems()).isEmpty();
      database.sql("ALTER TABLE a_mv MODIFY QUERY " + selectOfMaxima("a_mv"));
      requireChangedSelect(schema, "a_mv");
    }
  }

  /// The view's SELECT with the largest CPU time in place of their sum.
  private String selectOfMaxima(String view) {
    return database
        .engine()
        .sql(
            "SELECT as_select FROM system.tables WHERE database = '%s' AND name = '%s' FORMAT TSVRaw"
                .formatted(database.name(), view))
        .replace("sum(cpu_time)", "max(cpu_time)");
  }

  private void requireChangedSelect(ClickHouseSchema schema, String view) {
    assertThat(schema.verify().problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.object()).isEqualTo(view + " SELECT");
              assertThat(problem.expected()).contains("sum(cpu_time)");
              assertThat(problem.found()).contains("max(cpu_time)");
              assertThat(problem.remedy()).contains("DROP VIEW " + database.name() + "." + view);
            });
  }
}
