package dev.tailrace.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tailrace.clickhouse.SchemaReport.Problem;
import dev.tailrace.engines.ClickHouseServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClickHouseSchemaIT {
  private static final AtomicInteger DATABASES = new AtomicInteger();

  @TempDir static Path directory;
  private static ClickHouseServer server;
  private static SqlOverHttp engine;

  private final String database = "schema_" + DATABASES.incrementAndGet();

  @BeforeAll
  static void start() {
    server = ClickHouseServer.start(directory, 0);
    engine = new SqlOverHttp(server.url());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void apply_makesASchemaThatVerifies() {
    try (ClickHouseSchema schema = schema()) {
      assertThat(schema.apply().applied())
          .containsExactly(
              "V001__events.sql",
              "V002__logs.sql",
              "V003__hourly_summaries.sql",
              "V004__windows.sql",
              "V005__entity_kind.sql",
              "V006__history.sql",
              "R__retention.sql");
      SchemaReport report = schema.verify();
      assertThat(report.problems()).isEmpty();
      assertThat(report.isAsWritten()).isTrue();
      assertThat(report.objects().stream().map(SchemaReport.SchemaObject::name))
          .containsExactly(
              "entities_as_of",
              "error_trends_5min",
              "error_trends_5min_latest",
              "error_trends_daily",
              "error_trends_hourly",
              "error_trends_per",
              "errors_by_type",
              "events",
              "logs",
              "logs_by_service",
              "relationships_as_of",
              "service_metrics_daily",
              "service_metrics_hourly",
              "service_metrics_hourly_latest",
              "service_metrics_per",
              "service_metrics_weekly",
              "thing_as_of",
              "thing_history",
              "things_as_of");
    }
  }

  @Test
  void applyTwice_changesNothing() {
    try (ClickHouseSchema schema = schema()) {
      schema.apply();
      String before = state();
      ClickHouseSchema.Applied second = schema.apply();
      assertThat(second.applied()).isEmpty();
      assertThat(second.unchanged()).hasSize(7);
      assertThat(state()).isEqualTo(before);
    }
  }

  @Test
  void verify_leavesNoShadowDatabase() {
    try (ClickHouseSchema schema = schema()) {
      schema.apply();
      schema.verify();
      assertThat(engine.sql("SELECT count() FROM system.databases WHERE name LIKE 'shadow%'"))
          .isEqualTo("0");
    }
  }

  @Test
  void verify_listsRowsAndSizes() {
    try (ClickHouseSchema schema = schema()) {
      schema.apply();
      engine.insertEvents(database, RecordedEvents.rows().subList(0, 100), "sizes");
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
  void databaseOfAnOlderBuild_getsWhatIsNew_andKeepsItsRows() {
    List<Migration> older =
        Migrations.all().stream()
            .filter(migration -> migration.version().compareTo("V005") < 0)
            .toList();
    try (ClickHouseSchema before =
        new ClickHouseSchema(
            endpoint(),
            Placeholders.of(database).withRetentionDays(RecordedDatabase.LONG_DAYS),
            older)) {
      before.apply();
    }
    List<ObjectNode> rows =
        RecordedEvents.rows().stream()
            .filter(row -> row.has("entity_kind"))
            .map(row -> row.<ObjectNode>deepCopy().without("entity_kind"))
            .map(ObjectNode.class::cast)
            .limit(100)
            .toList();
    engine.insertEvents(database, rows, "older");
    try (ClickHouseSchema schema = schema()) {
      assertThat(schema.apply().applied())
          .containsExactly("V005__entity_kind.sql", "V006__history.sql");
      assertThat(schema.verify().problems()).isEmpty();
    }
    assertThat(engine.sql("SELECT countIf(entity_kind IS NULL) FROM %s.events".formatted(database)))
        .isEqualTo("100");
    assertThat(
            engine.sql("SELECT countIf(kind = 'thing') FROM %s.thing_history".formatted(database)))
        .isEqualTo("100");
  }

  @Test
  void verify_withoutADatabase_saysApply() {
    try (ClickHouseSchema schema = schema()) {
      assertThat(schema.verify().problems())
          .containsExactly(
              new Problem("database " + database, "a database", "nothing", "run: schema apply"));
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
    try (ClickHouseSchema schema = new ClickHouseSchema(endpoint(), Placeholders.of("tampered"))) {
      schema.apply();
      engine.post(Map.of("database", "tampered"), tampering);
      List<Problem> problems = schema.verify().problems();
      assertThat(problems).extracting(Problem::object).containsExactly(object);
      String remedy = problems.getFirst().remedy();
      for (String statement :
          remedy.replaceAll(", or write.*", "").split(ShapeDifference.THEN, -1)) {
        engine.sql(statement);
      }
      assertThat(schema.verify().problems()).isEmpty();
    }
  }

  @Test
  void anotherEngine_isSeen() {
    String create =
        "CREATE TABLE IF NOT EXISTS {{database}}.a (x UInt8, d Date) ENGINE = MergeTree PARTITION"
            + " BY toYYYYMMDD(d) ORDER BY x";
    try (ClickHouseSchema schema = schema(migration("V001__a.sql", create))) {
      schema.apply();
      tamper("DROP TABLE a");
      tamper(
          "CREATE TABLE a (x UInt8, d Date) ENGINE = ReplacingMergeTree PARTITION BY toYYYYMM(d)"
              + " ORDER BY (x, d)");
      assertThat(schema.verify().problems())
          .extracting(Problem::object)
          .containsExactly("a ENGINE", "a PARTITION BY", "a ORDER BY");
    }
  }

  @Test
  void changedSelectOfAView_isSeen() {
    try (ClickHouseSchema schema = schema()) {
      schema.apply();
      tamper("CREATE OR REPLACE VIEW logs_by_service AS " + selectOfMaxima("logs_by_service"));
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
    try (ClickHouseSchema schema = schema(migration("V001__a.sql", tables))) {
      schema.apply();
      assertThat(schema.verify().problems()).isEmpty();
      tamper("ALTER TABLE a_mv MODIFY QUERY " + selectOfMaxima("a_mv"));
      requireChangedSelect(schema, "a_mv");
    }
  }

  /// The view's SELECT with the largest CPU time in place of their sum.
  private String selectOfMaxima(String view) {
    return engine
        .sql(
            "SELECT as_select FROM system.tables WHERE database = '%s' AND name = '%s' FORMAT TSVRaw"
                .formatted(database, view))
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
              assertThat(problem.remedy()).contains("DROP VIEW " + database + "." + view);
            });
  }

  @Test
  void changedFile_isRefusedBeforeAnythingRuns() {
    Migration first =
        migration(
            "V001__a.sql", "CREATE TABLE IF NOT EXISTS {{database}}.a (x UInt8) ENGINE = Memory");
    try (ClickHouseSchema schema = schema(first)) {
      schema.apply();
    }
    Migration changed =
        migration(
            "V001__a.sql", "CREATE TABLE IF NOT EXISTS {{database}}.a (x UInt16) ENGINE = Memory");
    Migration second =
        migration(
            "V002__b.sql", "CREATE TABLE IF NOT EXISTS {{database}}.b (x UInt8) ENGINE = Memory");
    try (ClickHouseSchema schema = schema(changed, second)) {
      assertThatThrownBy(schema::apply)
          .isInstanceOf(SchemaException.class)
          .hasMessageContaining("V001__a.sql was applied to database " + database)
          .hasMessageContaining("restore the file");
      assertThat(engine.sql("EXISTS TABLE %s.b".formatted(database))).isEqualTo("0");
      assertThat(schema.verify().problems())
          .extracting(Problem::object)
          .contains("migration V001__a.sql", "migration V002__b.sql", "a column x", "b");
    }
  }

  @Test
  void changedComment_isNoChange() {
    String create = "CREATE TABLE IF NOT EXISTS {{database}}.a (x UInt8) ENGINE = Memory";
    try (ClickHouseSchema schema = schema(migration("V001__a.sql", "-- before\n" + create))) {
      schema.apply();
    }
    try (ClickHouseSchema schema =
        schema(migration("V001__a.sql", "-- after\n" + create + "\n;"))) {
      assertThat(schema.apply().applied()).isEmpty();
    }
  }

  @Test
  void halfAppliedMigration_isFinished() {
    String first = "CREATE TABLE IF NOT EXISTS {{database}}.a (x UInt8) ENGINE = Memory;\n";
    String last = "CREATE TABLE IF NOT EXISTS {{database}}.c (x UInt8) ENGINE = Memory;\n";
    String broken = "ALTER TABLE {{database}}.missing ADD COLUMN IF NOT EXISTS y UInt8;\n";
    try (ClickHouseSchema schema = schema(migration("V001__abc.sql", first + broken + last))) {
      assertThatThrownBy(schema::apply)
          .isInstanceOf(SchemaException.class)
          .hasMessageContaining("refused a statement")
          .hasMessageContaining(database + ".missing");
      assertThat(engine.sql("EXISTS TABLE %s.a".formatted(database))).isEqualTo("1");
      assertThat(engine.sql("EXISTS TABLE %s.c".formatted(database))).isEqualTo("0");

      engine.sql("CREATE TABLE %s.missing (x UInt8) ENGINE = Memory".formatted(database));
      assertThat(schema.apply().applied()).containsExactly("V001__abc.sql");
      assertThat(engine.sql("EXISTS TABLE %s.c".formatted(database))).isEqualTo("1");
    }
  }

  @Test
  void twoAppliersAtOnce_endAsOneWould() {
    CompletableFuture<?>[] appliers = new CompletableFuture<?>[4];
    for (int i = 0; i < appliers.length; i++) {
      appliers[i] =
          CompletableFuture.runAsync(
              () -> {
                try (ClickHouseSchema schema = schema()) {
                  schema.apply();
                }
              });
    }
    CompletableFuture.allOf(appliers).join();
    try (ClickHouseSchema schema = schema()) {
      assertThat(schema.apply().applied()).isEmpty();
      assertThat(schema.verify().problems()).isEmpty();
    }
    assertThat(engine.sql("SELECT count() FROM %s.schema_migrations FINAL".formatted(database)))
        .isEqualTo("7");
  }

  @Test
  void anotherRetention_isSeenAndApplied() {
    try (ClickHouseSchema schema = schema()) {
      schema.apply();
    }
    Placeholders longer =
        Placeholders.of(database).withRetentionDays(90).withWindowRetentionDays(800);
    try (ClickHouseSchema schema = new ClickHouseSchema(endpoint(), longer)) {
      assertThat(schema.verify().problems())
          .extracting(Problem::object)
          .containsExactly(
              "migration R__retention.sql",
              "error_trends_5min TTL",
              "events TTL",
              "service_metrics_hourly TTL");
      assertThat(schema.apply().applied()).containsExactly("R__retention.sql");
      assertThat(schema.verify().problems()).isEmpty();
      assertThat(schema.apply().applied()).isEmpty();
    }
  }

  @Test
  void oneToken_givesOneCopyEverywhere_alsoAfterARestart() {
    try (ClickHouseSchema schema = schema()) {
      schema.apply();
    }
    List<ObjectNode> rows = RecordedEvents.rows().subList(0, 3_000);
    engine.insertEvents(database, rows, "events/0/batch-1");
    String once = counts();
    assertThat(once).startsWith("3000\t");
    engine.insertEvents(database, rows, "events/0/batch-1");
    assertThat(counts()).isEqualTo(once);

    server.close();
    server = ClickHouseServer.start(directory, 0);
    engine = new SqlOverHttp(server.url());
    engine.insertEvents(database, rows, "events/0/batch-1");
    assertThat(counts()).isEqualTo(once);

    engine.insertEvents(database, rows, "events/0/batch-2");
    assertThat(counts()).startsWith("6000\t").isNotEqualTo(once);
  }

  @Test
  void noServer_isSaidWithTheWayOut() {
    try (ClickHouseSchema schema =
        new ClickHouseSchema(Endpoint.of("http://127.0.0.1:1"), Placeholders.of(database))) {
      assertThatThrownBy(schema::verify)
          .isInstanceOf(SchemaException.class)
          .hasMessageContaining("http://127.0.0.1:1")
          .hasMessageContaining("does not answer");
    }
  }

  private ClickHouseSchema schema() {
    return new ClickHouseSchema(
        endpoint(), Placeholders.of(database).withRetentionDays(RecordedDatabase.LONG_DAYS));
  }

  private ClickHouseSchema schema(Migration... migrations) {
    return new ClickHouseSchema(endpoint(), Placeholders.of(database), List.of(migrations));
  }

  private static Migration migration(String file, String text) {
    return new Migration(file, text);
  }

  private static Endpoint endpoint() {
    return Endpoint.of(server.url());
  }

  private void tamper(String statement) {
    engine.post(Map.of("database", database), statement);
  }

  private String state() {
    return engine.sql(
        "SELECT name, uuid, metadata_modification_time, create_table_query FROM system.tables WHERE database = '%s' ORDER BY name"
            .formatted(database));
  }

  private String counts() {
    return engine.sql(
        """
        SELECT (SELECT count() FROM %1$s.events), (SELECT sum(event_count) FROM %1$s.logs_by_service),
          (SELECT sum(error_count) FROM %1$s.errors_by_type)
        """
            .formatted(database));
  }
}
