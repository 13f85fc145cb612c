package dev.tailrace.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tailrace.clickhouse.SchemaReport.Problem;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What `schema apply` makes of a database, whatever was in it.
class SchemaApplyIT {
  @RegisterExtension private static final ClickHouseEngine ENGINE = new ClickHouseEngine();

  private SchemaDatabase database;

  @BeforeEach
  void makeDatabase() {
    database = new SchemaDatabase(ENGINE.server());
  }

  @Test
  void apply_makesASchemaThatVerifies() {
    try (ClickHouseSchema schema = database.schema()) {
      assertThat(schema.apply().applied())
          .containsExactly(
              "V001__events.sql",
              "V002__logs.sql",
              "V003__hourly_summaries.sql",
              "V004__windows.sql",
              "V005__entity_kind.sql",
              "V006__history.sql",
              "V007__fewer_merges.sql",
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
    try (ClickHouseSchema schema = database.schema()) {
      schema.apply();
      String before = state();
      ClickHouseSchema.Applied second = schema.apply();
      assertThat(second.applied()).isEmpty();
      assertThat(second.unchanged()).hasSize(8);
      assertThat(state()).isEqualTo(before);
    }
  }

  @Test
  void databaseOfAnOlderBuild_getsWhatIsNew_andKeepsItsRows() {
    List<Migration> older =
        Migrations.all().stream()
            .filter(migration -> migration.version().compareTo("V005") < 0)
            .toList();
    try (ClickHouseSchema before = database.schema(older)) {
      before.apply();
    }
    List<ObjectNode> rows =
        RecordedEvents.rows().stream()
            .filter(row -> row.has("entity_kind"))
            .map(row -> row.<ObjectNode>deepCopy().without("entity_kind"))
            .map(ObjectNode.class::cast)
            .limit(100)
            .toList();
    database.engine().insertEvents(database.name(), rows, "older");
    try (ClickHouseSchema schema = database.schema()) {
      assertThat(schema.apply().applied())
          .containsExactly("V005__entity_kind.sql", "V006__history.sql", "V007__fewer_merges.sql");
      assertThat(schema.verify().problems()).isEmpty();
    }
    assertThat(database.sql("SELECT countIf(entity_kind IS NULL) FROM events")).isEqualTo("100");
    assertThat(database.sql("SELECT countIf(kind = 'thing') FROM thing_history")).isEqualTo("100");
  }

  @Test
  void changedFile_isRefusedBeforeAnythingRuns() {
    Migration first =
        new Migration(
            "V001__a.sql", "CREATE TABLE IF NOT EXISTS {{database}}.a (x UInt8) ENGINE = Memory");
    try (ClickHouseSchema schema = database.schema(first)) {
      schema.apply();
    }
    Migration changed =
        new Migration(
            "V001__a.sql", "CREATE TABLE IF NOT EXISTS {{database}}.a (x UInt16) ENGINE = Memory");
    Migration second =
        new Migration(
            "V002__b.sql", "CREATE TABLE IF NOT EXISTS {{database}}.b (x UInt8) ENGINE = Memory");
    try (ClickHouseSchema schema = database.schema(changed, second)) {
      assertThatThrownBy(schema::apply)
          .isInstanceOf(SchemaException.class)
          .hasMessageContaining("V001__a.sql was applied to database " + database.name())
          .hasMessageContaining("restore the file");
      assertThat(database.sql("EXISTS TABLE b")).isEqualTo("0");
      assertThat(schema.verify().problems())
          .extracting(Problem::object)
          .contains("migration V001__a.sql", "migration V002__b.sql", "a column x", "b");
    }
  }

  @Test
  void changedComment_isNoChange() {
    String create = "CREATE TABLE IF NOT EXISTS {{database}}.a (x UInt8) ENGINE = Memory";
    try (ClickHouseSchema schema =
        database.schema(new Migration("V001__a.sql", "-- before\n" + create))) {
      schema.apply();
    }
    try (ClickHouseSchema schema =
        database.schema(new Migration("V001__a.sql", "-- after\n" + create + "\n;"))) {
      assertThat(schema.apply().applied()).isEmpty();
    }
  }

  @Test
  void halfAppliedMigration_isFinished() {
    String first = "CREATE TABLE IF NOT EXISTS {{database}}.a (x UInt8) ENGINE = Memory;\n";
    String last = "CREATE TABLE IF NOT EXISTS {{database}}.c (x UInt8) ENGINE = Memory;\n";
    String broken = "ALTER TABLE {{database}}.missing ADD COLUMN IF NOT EXISTS y UInt8;\n";
    try (ClickHouseSchema schema =
        database.schema(new Migration("V001__abc.sql", first + broken + last))) {
      assertThatThrownBy(schema::apply)
          .isInstanceOf(SchemaException.class)
          .hasMessageContaining("refused a statement")
          .hasMessageContaining(database.name() + ".missing");
      assertThat(database.sql("EXISTS TABLE a")).isEqualTo("1");
      assertThat(database.sql("EXISTS TABLE c")).isEqualTo("0");

      database.sql("CREATE TABLE missing (x UInt8) ENGINE = Memory");
      assertThat(schema.apply().applied()).containsExactly("V001__abc.sql");
      assertThat(database.sql("EXISTS TABLE c")).isEqualTo("1");
    }
  }

  @Test
  void twoAppliersAtOnce_endAsOneWould() {
    CompletableFuture<?>[] appliers = new CompletableFuture<?>[4];
    for (int i = 0; i < appliers.length; i++) {
      appliers[i] =
          CompletableFuture.runAsync(
              () -> {
                try (ClickHouseSchema schema = database.schema()) {
                  schema.apply();
                }
              });
    }
    CompletableFuture.allOf(appliers).join();
    try (ClickHouseSchema schema = database.schema()) {
      assertThat(schema.apply().applied()).isEmpty();
      assertThat(schema.verify().problems()).isEmpty();
    }
    assertThat(database.sql("SELECT count() FROM schema_migrations FINAL")).isEqualTo("8");
  }

  @Test
  void anotherRetention_isSeenAndApplied() {
    try (ClickHouseSchema schema = database.schema()) {
      schema.apply();
    }
    Placeholders longer =
        Placeholders.of(database.name()).withRetentionDays(90).withWindowRetentionDays(800);
    try (ClickHouseSchema schema = new ClickHouseSchema(database.endpoint(), longer)) {
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

  private String state() {
    return database
        .engine()
        .sql(
            "SELECT name, uuid, metadata_modification_time, create_table_query FROM system.tables WHERE database = '%s' ORDER BY name"
                .formatted(database.name()));
  }
}
