package dev.tailrace.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MigrationTest {
  private static final Path MODULE = Path.of(System.getProperty("user.dir"));

  @Test
  void everyFileOfTheFolder_isApplied() throws IOException {
    try (Stream<Path> files = Files.list(MODULE.resolve("migrations"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(
              Migrations.all().stream().map(Migration::file).toList());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "events, Event",
    "service_metrics_hourly, ServiceMetricsHourly",
    "error_trends_5min, ErrorTrends5Min"
  })
  void table_hasTheFieldsOfTheAvroRecord_inTheirOrder(String table, String record)
      throws IOException {
    List<String> fields = new ArrayList<>();
    avroRecord(record).path("fields").forEach(field -> fields.add(field.path("name").asText()));
    assertThat(MigrationColumns.names(table)).isNotEmpty().isEqualTo(fields);
  }

  /// Nullable in Avro and Nullable in ClickHouse are the same; an array cannot be.
  @Test
  void events_isNullableWhereTheAvroRecordIs() throws IOException {
    avroRecord("Event")
        .path("fields")
        .forEach(
            field -> {
              String name = field.path("name").asText();
              boolean nullable = field.path("type").isArray() && !name.equals("script_tags");
              assertThat(MigrationColumns.types("events").get(name).contains("Nullable("))
                  .as(name)
                  .isEqualTo(nullable);
            });
  }

  /// Rewrite it with `-Dgoldens=rewrite` and read the difference.
  @Test
  void clusterForm_isAsInTheGolden() throws IOException {
    Placeholders placeholders = Placeholders.of("tailrace").withCluster("analytics");
    StringBuilder text = new StringBuilder();
    for (Migration migration : Migrations.all()) {
      placeholders
          .render(migration.file(), migration.template())
          .lines()
          .filter(line -> !line.strip().startsWith("--"))
          .forEach(line -> text.append(line).append('\n'));
    }
    String rendered = text.toString().replaceAll("\n{2,}", "\n\n").strip() + "\n";
    Path golden = MODULE.resolve("src/test/resources/cluster-form.sql");
    if ("rewrite".equals(System.getProperty("goldens"))) {
      Files.writeString(golden, rendered);
    }
    assertThat(rendered).isEqualTo(Files.readString(golden));
  }

  @Test
  void engineOnACluster_keepsItsArguments() {
    Placeholders cluster = Placeholders.of("tailrace").withCluster("analytics");
    assertThat(cluster.render("x", "{{engine:SummingMergeTree((a, b))}}"))
        .isEqualTo(
            "ReplicatedSummingMergeTree('/clickhouse/tables/{shard}/{database}/{table}',"
                + " '{replica}', (a, b))");
  }

  @Test
  void unknownPlaceholder_isRefused() {
    Migration migration = new Migration("V001__a.sql", "CREATE TABLE IF NOT EXISTS {{databse}}.a");
    assertThatThrownBy(() -> migration.statements(Placeholders.of("x")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("V001__a.sql: unknown placeholder {{databse}}");
  }

  @Test
  void statementThatMayNotRunTwice_isRefused() {
    for (String statement :
        List.of(
            "CREATE TABLE {{database}}.a (x UInt8) ENGINE = Memory",
            "INSERT INTO {{database}}.a SELECT 1",
            "ALTER TABLE {{database}}.a ADD COLUMN y UInt8",
            "DROP TABLE {{database}}.a")) {
      Migration migration = new Migration("V001__a.sql", statement);
      assertThatThrownBy(() -> migration.statements(Placeholders.of("x")))
          .as(statement)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("may not run twice");
    }
  }

  @Test
  void checksum_coversStatementsOnly() {
    Placeholders placeholders = Placeholders.of("x");
    String create =
        "CREATE TABLE IF NOT EXISTS {{database}}.a (x UInt8) TTL d + {{retention_days}}";
    String plain = new Migration("V001__a.sql", create).checksum(placeholders);
    assertThat(new Migration("V001__a.sql", "-- why\n" + create + " ;\r\n").checksum(placeholders))
        .isEqualTo(plain);
    assertThat(
            new Migration("V001__a.sql", create.replace("UInt8", "UInt16")).checksum(placeholders))
        .isNotEqualTo(plain);
    assertThat(new Migration("V001__a.sql", create).checksum(placeholders.withRetentionDays(1)))
        .isEqualTo(plain);
  }

  @Test
  void checksumOfARepeatableFile_coversItsPlaceholders() {
    Migration retention =
        new Migration("R__a.sql", "ALTER TABLE a MODIFY TTL d + {{retention_days}}");
    assertThat(retention.checksum(Placeholders.of("x").withRetentionDays(1)))
        .isNotEqualTo(retention.checksum(Placeholders.of("x")));
  }

  @Test
  void placeholders_refuseWhatCouldChangeAStatement() {
    assertThatThrownBy(() -> Placeholders.of("a; DROP")).hasMessageContaining("is no identifier");
    assertThatThrownBy(() -> Placeholders.of("a").withCluster("a'b"))
        .hasMessageContaining("cluster");
    assertThatThrownBy(() -> Placeholders.of("a").withRetentionDays(0))
        .hasMessageContaining("at least 1");
    assertThatThrownBy(() -> Placeholders.of("a").withWindowRetentionDays(0))
        .hasMessageContaining("window retention days is 0: give at least 1");
  }

  @Test
  void password_isNotPrinted() {
    Endpoint endpoint = new Endpoint(URI.create("http://127.0.0.1:8123"), "default", "geheim");
    assertThat(endpoint.toString()).doesNotContain("geheim").contains("default");
  }

  @Test
  void engineClauses_areCutOutsideOfBrackets() {
    assertThat(
            EngineClauses.of(
                "ReplacingMergeTree(v) PARTITION BY f(a, ' ORDER BY ') ORDER BY (a, b) TTL d + 1"
                    + " SETTINGS x = 1, y = 'a, b'"))
        .containsExactly(
            Map.entry("ENGINE", "ReplacingMergeTree(v)"),
            Map.entry("PARTITION BY", "f(a, ' ORDER BY ')"),
            Map.entry("ORDER BY", "(a, b)"),
            Map.entry("TTL", "d + 1"),
            Map.entry("SETTING x", "1"),
            Map.entry("SETTING y", "'a, b'"));
  }

  /// The documentation for analysts lists every column with its type.
  @ParameterizedTest
  @ValueSource(strings = {"events", "service_metrics_hourly", "error_trends_5min"})
  void documentation_listsTheColumns(String table) throws IOException {
    String page = Files.readString(MODULE.resolveSibling("docs").resolve("clickhouse.md"));
    String heading = "## Columns of `%s`\n".formatted(table);
    assertThat(page).contains(heading);
    String section = page.substring(page.indexOf(heading) + heading.length());
    section = section.substring(0, section.indexOf("\n## "));
    Matcher rows = Pattern.compile("(?m)^\\| `(\\w+)` \\| `([^`]+)` \\|").matcher(section);
    List<String> documented = rows.results().map(row -> row.group(1) + " " + row.group(2)).toList();
    assertThat(documented)
        .containsExactlyElementsOf(
            MigrationColumns.types(table).entrySet().stream()
                .map(column -> column.getKey() + " " + column.getValue())
                .toList());
  }

  private static JsonNode avroRecord(String name) throws IOException {
    Path schema =
        MODULE.resolveSibling("avro-schemas").resolve("src/main/avro").resolve(name + ".avsc");
    return RecordedEvents.JSON.readTree(Files.readString(schema));
  }
}
