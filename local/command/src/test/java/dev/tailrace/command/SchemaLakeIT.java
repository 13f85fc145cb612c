package dev.tailrace.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tailrace.engines.IcebergCatalogServer;
import dev.tailrace.engines.S3Server;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `tailrace schema` on a bucket and a catalog.
class SchemaLakeIT {
  private static final TableIdentifier EVENTS = TableIdentifier.of("tailrace", "events");

  @TempDir Path directory;
  private S3Server s3;
  private IcebergCatalogServer catalog;

  @BeforeEach
  void start() {
    s3 = S3Server.start(0, directory.resolve("s3"), List.of("tail", "letters"));
    catalog =
        IcebergCatalogServer.start(
            0,
            directory.resolve("iceberg"),
            new IcebergCatalogServer.Warehouse("s3://tail/warehouse", s3.url()));
  }

  @AfterEach
  void stop() {
    catalog.close();
    s3.close();
  }

  private CommandRun schema(String command, String... more) {
    return schemaOf("tail", command, more);
  }

  private CommandRun schemaOf(String bucket, String command, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "schema",
                command,
                "--bucket=s3://" + bucket,
                "--errors-bucket=s3://letters",
                "--endpoint=" + s3.url(),
                "--access-key=" + S3Server.ACCESS_KEY,
                "--secret-key=" + S3Server.SECRET_KEY,
                "--iceberg-catalog=" + catalog.url()));
    arguments.addAll(Arrays.asList(more));
    return CommandRun.of(arguments);
  }

  private void withCatalog(Consumer<RESTCatalog> work) throws Exception {
    try (RESTCatalog client = new RESTCatalog()) {
      Map<String, String> properties = new HashMap<>();
      properties.put("uri", catalog.url());
      properties.put("http-client.type", "apache");
      client.initialize("by-hand", properties);
      work.accept(client);
    }
  }

  /// Changes with every change of the table.
  private List<String> metadataFiles() throws Exception {
    List<String> files = new ArrayList<>();
    withCatalog(
        client -> {
          for (TableIdentifier id : client.listTables(EVENTS.namespace())) {
            Table table = client.loadTable(id);
            files.add(((BaseTable) table).operations().current().metadataFileLocation());
          }
        });
    return files;
  }

  @Test
  void appliedTwice_changesNothing_andIsVerified() throws Exception {
    CommandRun first = schema("apply");
    assertThat(first.exitCode()).as(first.err()).isZero();
    assertThat(first.out())
        .contains(
            "unchanged bucket s3://tail/",
            "not offered by this server; set it in its own console: abort incomplete uploads",
            "applied   table tailrace.events: made",
            "applied   table tailrace.service_metrics_hourly: made",
            "applied   table tailrace.error_trends_5min: made");
    List<String> metadata = metadataFiles();
    assertThat(metadata).hasSize(3);

    CommandRun second = schema("apply");
    assertThat(second.exitCode()).isZero();
    assertThat(second.out()).doesNotContain("applied ").contains("unchanged table tailrace.events");
    assertThat(metadataFiles()).isEqualTo(metadata);

    CommandRun verified = schema("verify");
    assertThat(verified.exitCode()).as(verified.out()).isZero();
    assertThat(verified.out())
        .contains(
            "lifecycle: not offered by this server",
            "table tailrace.events by day(timestamp), 0 rows in 0 files, 0 bytes, 0 snapshots",
            "table tailrace.error_trends_5min by day(published_at)",
            "nothing committed yet",
            "all as written");
  }

  @Test
  void nothingMade_isRed_andVerifyMakesNothing() throws Exception {
    CommandRun run = schema("verify");
    assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(run.out()).contains("table tailrace.events", "tailrace schema apply");
    withCatalog(client -> assertThat(client.namespaceExists(EVENTS.namespace())).isFalse());
  }

  @Test
  void droppedColumn_isRed_andComesBack() throws Exception {
    assertThat(schema("apply").exitCode()).isZero();
    withCatalog(client -> client.loadTable(EVENTS).updateSchema().deleteColumn("cf_ray").commit());
    CommandRun red = schema("verify");
    assertThat(red.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(red.out())
        .contains(
            "table tailrace.events column cf_ray\n  expected  string\n  found     nothing",
            "1 differences");
    assertThat(schema("apply").out())
        .contains("applied   table tailrace.events: with new columns cf_ray");
    assertThat(schema("verify").exitCode()).isZero();
  }

  @Test
  void tableOfSomebodyElse_isRed_andRefused() throws Exception {
    Schema others =
        new Schema(
            Types.NestedField.optional(1, "timestamp", Types.TimestampType.withoutZone()),
            Types.NestedField.optional(2, "script_name", Types.LongType.get()));
    withCatalog(
        client -> {
          client.createNamespace(EVENTS.namespace());
          assertThat(client.createTable(EVENTS, others)).isNotNull();
        });
    CommandRun red = schema("verify");
    assertThat(red.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(red.out())
        .contains(
            "table tailrace.events column script_name\n  expected  string\n  found     long",
            "table tailrace.events column timestamp\n  expected  timestamptz\n",
            "  found     timestamp\n",
            "table tailrace.events partitioning\n  expected  day(timestamp)\n  found     nothing");

    CommandRun refused = schema("apply");
    assertThat(refused.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(refused.out())
        .contains(
            "refused   table tailrace.events: ",
            "partitioning is nothing and must be day(timestamp)",
            "applied   table tailrace.error_trends_5min");
    withCatalog(
        client -> assertThat(client.loadTable(EVENTS).schema().sameSchema(others)).isTrue());
  }

  @Test
  void missingBucket_isAnErrorWithTheRemedy_orIsCreated() throws Exception {
    CommandRun refused = schemaOf("none", "apply");
    assertThat(refused.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(refused.err()).contains("there is no bucket s3://none/", "--create-buckets");
    assertThat(s3.bucket("none")).doesNotExist();
    withCatalog(client -> assertThat(client.namespaceExists(EVENTS.namespace())).isFalse());
    CommandRun red = schemaOf("none", "verify");
    assertThat(red.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(red.out()).contains("bucket s3://none/", "not there", "--create-buckets");

    CommandRun created = schemaOf("none", "apply", "--create-buckets");
    assertThat(created.exitCode()).as(created.err()).isZero();
    assertThat(created.out()).contains("applied   bucket s3://none/");
    assertThat(Files.isDirectory(s3.bucket("none"))).isTrue();
    assertThat(schemaOf("none", "verify").exitCode()).isZero();
  }

  @Test
  void expiringFilesOfTables_isRefused() throws Exception {
    CommandRun run = schema("apply", "--events-retention-days=90");
    assertThat(run.exitCode()).isEqualTo(ExitCode.WRONG_USE);
    assertThat(run.err()).contains("--events-retention-days 90", "expire its snapshots");
    withCatalog(client -> assertThat(client.namespaceExists(EVENTS.namespace())).isFalse());
  }

  @Test
  void strangers_areToldWhatIsMissing() {
    CommandRun run =
        CommandRun.of(
            List.of(
                "schema",
                "apply",
                "--bucket=s3://tail",
                "--endpoint=" + s3.url(),
                "--access-key=" + S3Server.ACCESS_KEY,
                "--secret-key=wrong"));
    assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(run.err()).contains("bucket s3://tail/", "403", "Admin Read & Write");
  }

  @Test
  void catalogThatIsNone_isAFinding() {
    CommandRun run =
        CommandRun.of(List.of("schema", "verify", "--iceberg-catalog=" + s3.url() + "/tail"));
    assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(run.out()).contains("catalog " + s3.url(), "--iceberg-token");
  }

  @Test
  void json_isOneObject() throws Exception {
    JsonNode applied = new ObjectMapper().readTree(schema("apply", "--json").out());
    assertThat(applied.path("lake")).hasSize(7);
    assertThat(applied.path("lake").get(1).path("outcome").asText()).isEqualTo("NOT_OFFERED");
    JsonNode verified = new ObjectMapper().readTree(schema("verify", "--json").out());
    assertThat(verified.path("asWritten").asBoolean()).isTrue();
    assertThat(verified.path("buckets")).hasSize(2);
    assertThat(verified.path("tables").get(0).path("name").asText())
        .isEqualTo("table tailrace.events");
  }
}
