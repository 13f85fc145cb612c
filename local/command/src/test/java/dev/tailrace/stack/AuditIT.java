package dev.tailrace.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.audit.Audit;
import dev.tailrace.audit.AuditException;
import dev.tailrace.audit.AuditFollow;
import dev.tailrace.audit.AuditMetrics;
import dev.tailrace.audit.AuditPlaces;
import dev.tailrace.audit.AuditReport;
import dev.tailrace.audit.StoreNames;
import dev.tailrace.audit.StoreVerdict;
import dev.tailrace.produce.Progress;
import dev.tailrace.produce.PublishTarget;
import dev.tailrace.produce.ResumablePublish;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.rest.RESTCatalog;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The audit of a real stack: it adds up, and when somebody tampers with a store it names that
/// store and the place.
final class AuditIT {
  private static final InstantSource CLOCK = InstantSource.system();
  private static final Instant END = Instant.parse("2026-11-20T12:00:00Z");

  /// For statements that name no row.
  private static final List<String> ROW = List.of("");

  /// An event of an hour of its own.
  private static final String ONE_MORE =
      """
      {"wallTime":3,"cpuTime":1,"truncated":false,"outcome":"ok","scriptName":"later","diagnosticsChannelEvents":[],"exceptions":[],"logs":[],"eventTimestamp":1795258201181,"event":{"rpcMethod":"save"}}
      """;

  @TempDir Path temp;

  private Stack stack;

  @Test
  void stackThatWasTamperedWith_isNamedStoreByStore() throws Exception {
    try (Stack started = Stack.start(settings(), _ -> {}, CLOCK)) {
      stack = started;
      publish(Samples.file("tail-events-prodlike.jsonl"));
      Path mutations = temp.resolve("mutations.jsonl");
      new GeneratedMutations(1_000, 60, END, 7).write(mutations);
      publish(mutations);

      AuditReport whole = audit();

      assertThat(whole.stores()).allMatch(StoreVerdict::addsUp);
      assertThat(whole.raw()).isEqualTo(5_896 + 125);
      assertThat(whole.store(StoreNames.CLICKHOUSE).found()).isEqualTo(7_034 + 125 + 1_000);
      assertThat(whole.store(StoreNames.ICEBERG).found()).isEqualTo(7_034 + 125 + 1_000);
      assertThat(whole.store(StoreNames.MUTATIONS_TOPIC).found()).isEqualTo(1_138 + 1_000);
      assertThat(whole.store(StoreNames.DEAD_LETTERS_BUCKET).found()).isEqualTo(19);
      assertThat(whole.store(StoreNames.POSTGRES_RELATIONSHIPS).found()).isPositive();
      assertThat(whole.store(StoreNames.WINDOWS_PARQUET).found()).isPositive();

      pausedSinkHasLostWhatItDoesNotDeliver();
      followSeesALostRow();
      tamperWithClickHouse();
      tamperWithPostgresAndLetters();
      tamperWithFiles();
    }
  }

  /// The audit does not wait for ever for a sink that stands still, and says what is missing.
  private void pausedSinkHasLostWhatItDoesNotDeliver() throws Exception {
    connector("/pause", "PUT");
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(
            () ->
                assertThat(connector("/status", "GET"))
                    .containsPattern("\"tasks\":\\[\\{[^}]*\"state\":\"PAUSED\""));
    publish(Files.writeString(temp.resolve("three.jsonl"), ONE_MORE.repeat(3)));
    AuditPlaces impatient = AuditPlaces.of(stack.state()).withPatience(Duration.ofSeconds(5));

    // On a slow machine the other sinks too may need longer than that.
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(
            () -> {
              AuditReport report = Audit.run(impatient, _ -> {});
              assertThat(report.store(StoreNames.CLICKHOUSE).lost()).isEqualTo(3);
              assertThat(report.store(StoreNames.CLICKHOUSE).differences())
                  .hasSize(3)
                  .allMatch(words -> words.endsWith(" is missing"));
              assertThat(tampered(report)).containsExactly(StoreNames.CLICKHOUSE);
            });

    connector("/resume", "PUT");
    assertThat(audit().stores()).allMatch(StoreVerdict::addsUp);
  }

  /// Asks Kafka Connect about the connector of ClickHouse.
  private String connector(String path, String method) throws Exception {
    URI uri = URI.create(stack.state().connectUrl()).resolve("/connectors/clickhouse" + path);
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody()).build();
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
      return answer.body();
    }
  }

  /// A row is taken away and put back.
  private void followSeesALostRow() throws Exception {
    AuditFollow follow =
        new AuditFollow(AuditPlaces.of(stack.state()), Duration.ofSeconds(3), CLOCK);
    AtomicReference<AuditException> trouble = new AtomicReference<>();
    try (AuditMetrics metrics = AuditMetrics.serve(0)) {
      Thread rounds = Thread.ofPlatform().start(() -> follow.run(metrics::record, trouble::set));
      awaitMetric(metrics, "tailrace_audit_lost{store=\"clickhouse\"} 0.0");
      run("CREATE TABLE kept ENGINE = Memory AS SELECT * FROM events ORDER BY ulid LIMIT 1", ROW);
      run(
          "ALTER TABLE events DELETE WHERE ulid IN (SELECT ulid FROM kept) SETTINGS mutations_sync"
              + " = 2",
          ROW);
      awaitMetric(metrics, "tailrace_audit_lost{store=\"clickhouse\"} 1.0");
      String text = scrape(metrics);
      assertThat(text)
          .contains("tailrace_audit_lost{store=\"parquet\"} 0.0")
          .contains("tailrace_audit_duplicated{store=\"clickhouse\"} 0.0")
          .contains("tailrace_audit_differing{store=\"clickhouse\"} 0.0")
          .contains("tailrace_audit_lag_seconds{store=\"clickhouse\"} 0.0")
          .containsPattern("tailrace_audit_rounds_total [2-9]")
          .contains("tailrace_audit_last_round_timestamp_seconds ");
      run("INSERT INTO events SELECT * FROM kept", ROW);
      run("DROP TABLE kept", ROW);
      publish(Files.writeString(temp.resolve("one.jsonl"), ONE_MORE));
      awaitMetric(metrics, "tailrace_audit_lost{store=\"clickhouse\"} 0.0");
      follow.stop();
      assertThat(rounds.join(Duration.ofSeconds(60))).isTrue();
    }
    assertThat(trouble.get()).isNull();
  }

  private static void awaitMetric(AuditMetrics metrics, String line) {
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(() -> assertThat(scrape(metrics)).contains(line));
  }

  private static String scrape(AuditMetrics metrics) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + metrics.port() + "/metrics");
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }

  private void tamperWithClickHouse() {
    List<List<String>> rows =
        stack
            .clickHouse()
            .rows(
                """
                SELECT ulid, source_partition, source_offset FROM events
                WHERE event_type = 'log' ORDER BY ulid LIMIT 3
                """);
    run("ALTER TABLE events DELETE WHERE ulid = '%s' SETTINGS mutations_sync = 2", rows.get(0));
    run("INSERT INTO events SELECT * FROM events WHERE ulid = '%s'", rows.get(1));
    run(
        "ALTER TABLE events UPDATE outcome = 'tampered' WHERE ulid = '%s' SETTINGS mutations_sync ="
            + " 2",
        rows.get(2));

    AuditReport report = audit();

    assertThat(tampered(report)).containsExactly(StoreNames.CLICKHOUSE);
    assertThat(report.store(StoreNames.CLICKHOUSE))
        .matches(verdict -> verdict.lost() == 1)
        .matches(verdict -> verdict.duplicated() == 1)
        .matches(verdict -> verdict.differing() == 1);
    assertThat(report.store(StoreNames.CLICKHOUSE).differences())
        .containsExactlyInAnyOrder(
            at(rows.get(0)) + " is missing",
            at(rows.get(1)) + " is there 2 times",
            at(rows.get(2)) + " differs: outcome is 'tampered', must be 'ok'");
  }

  private static String at(List<String> row) {
    return "%s of tail.raw-%s@%s".formatted(row.get(0), row.get(1), row.get(2));
  }

  private void run(String sql, List<String> row) {
    stack.clickHouse().query(sql.formatted(row.getFirst()), "TSV", new ByteArrayOutputStream());
  }

  private void tamperWithPostgresAndLetters() throws Exception {
    String thing = first("SELECT ns || ' ' || id FROM things ORDER BY ns, id LIMIT 1");
    String relationship = first("SELECT ns || ' ' || id FROM relationships ORDER BY id LIMIT 1");
    update("UPDATE things SET type = 'tampered' WHERE ns || ' ' || id = '" + thing + "'");
    update("DELETE FROM relationships WHERE ns || ' ' || id = '" + relationship + "'");
    run(
        """
        INSERT INTO service_metrics_hourly
        SELECT * REPLACE (total_requests + 1 AS total_requests, version + 1 AS version)
        FROM service_metrics_hourly FINAL ORDER BY %s LIMIT 1
        """,
        List.of("total_requests DESC, hour"));
    Path letters = files("tailrace-errors", "dead-letters", ".jsonl").getFirst();
    long lost =
        Files.readAllLines(letters).stream().filter(l -> l.contains("\"position\"")).count();
    Files.delete(letters);

    AuditReport report = audit();

    assertThat(tampered(report))
        .containsExactly(
            StoreNames.DEAD_LETTERS_BUCKET,
            StoreNames.CLICKHOUSE,
            StoreNames.POSTGRES_THINGS,
            StoreNames.POSTGRES_RELATIONSHIPS,
            StoreNames.WINDOWS_CLICKHOUSE);
    assertThat(report.store(StoreNames.DEAD_LETTERS_BUCKET).lost()).isEqualTo(lost);
    assertThat(report.store(StoreNames.POSTGRES_THINGS))
        .matches(verdict -> verdict.lost() == 0 && verdict.differing() == 1);
    assertThat(report.store(StoreNames.POSTGRES_THINGS).differences())
        .singleElement()
        .asString()
        .startsWith("thing " + thing)
        .contains("type is 'tampered', must be");
    assertThat(report.store(StoreNames.POSTGRES_RELATIONSHIPS))
        .matches(verdict -> verdict.lost() == 1 && verdict.differing() == 0);
    assertThat(report.store(StoreNames.POSTGRES_RELATIONSHIPS).differences())
        .singleElement()
        .asString()
        .startsWith("relationship " + relationship + " is missing");
    assertThat(report.store(StoreNames.WINDOWS_CLICKHOUSE).differences())
        .singleElement()
        .asString()
        .startsWith("the hour ")
        .containsPattern("total is \\d+, must be \\d+$");
  }

  private void tamperWithFiles() throws IOException {
    Map<String, Long> rows = rowsByFile();
    List<Path> files =
        files("tailrace", "events", ".parquet").stream()
            .filter(file -> rows.get(key(file)) > 0)
            .toList();
    Path deleted = files.get(0);
    Path copied = files.get(1);
    Path dropped = files.get(2);
    Files.delete(deleted);
    Files.copy(copied, copied.resolveSibling("copy.parquet"));
    dropFromTable(dropped);

    AuditReport report = audit();

    assertThat(tampered(report)).contains(StoreNames.PARQUET, StoreNames.ICEBERG).hasSize(7);
    assertThat(report.store(StoreNames.PARQUET))
        .matches(verdict -> verdict.lost() == rows.get(key(deleted)))
        .matches(verdict -> verdict.duplicated() == rows.get(key(copied)))
        .matches(verdict -> verdict.differing() == 0);
    assertThat(report.store(StoreNames.PARQUET).differences())
        .anyMatch(words -> words.contains("2 times in ") && words.contains("copy.parquet"));
    assertThat(report.store(StoreNames.ICEBERG))
        .matches(verdict -> verdict.lost() == rows.get(key(deleted)) + rows.get(key(dropped)))
        .matches(verdict -> verdict.duplicated() == 0);
    assertThat(report.store(StoreNames.ICEBERG).differences())
        .contains("the table's file " + key(deleted) + " is not in the bucket")
        .anyMatch(words -> words.contains("file " + key(dropped) + " of the bucket is not in"));
  }

  private String key(Path file) {
    return stack.files().relativize(file).toString();
  }

  private Map<String, Long> rowsByFile() throws IOException {
    try (RESTCatalog catalog = catalog();
        CloseableIterable<FileScanTask> tasks = table(catalog).newScan().planFiles()) {
      return Stream.iterate(tasks.iterator(), all -> all.hasNext(), all -> all)
          .map(all -> all.next().file())
          .collect(
              Collectors.toMap(
                  file -> file.location().substring("s3://tailrace/".length()),
                  file -> file.recordCount()));
    }
  }

  private void dropFromTable(Path file) throws IOException {
    try (RESTCatalog catalog = catalog()) {
      table(catalog).newDelete().deleteFile("s3://tailrace/" + key(file)).commit();
    }
  }

  private RESTCatalog catalog() {
    RESTCatalog catalog = new RESTCatalog();
    catalog.initialize("test", AuditPlaces.of(stack.state()).catalog());
    return catalog;
  }

  private static Table table(RESTCatalog catalog) {
    return catalog.loadTable(TableIdentifier.of("tailrace", "events"));
  }

  private List<Path> files(String bucket, String folder, String suffix) throws IOException {
    Path root = stack.files().resolveSibling(bucket).resolve(folder);
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    }
  }

  private String first(String sql) throws SQLException {
    try (Connection connection = stack.postgres().connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      assertThat(row.next()).isTrue();
      return row.getString(1);
    }
  }

  private void update(String sql) throws SQLException {
    try (Connection connection = stack.postgres().connect();
        Statement statement = connection.createStatement()) {
      assertThat(statement.executeUpdate(sql)).isEqualTo(1);
    }
  }

  private AuditReport audit() {
    return Audit.run(AuditPlaces.of(stack.state()), _ -> {});
  }

  private static List<String> tampered(AuditReport report) {
    return report.stores().stream()
        .filter(Predicate.not(StoreVerdict::addsUp))
        .map(StoreVerdict::store)
        .toList();
  }

  private void publish(Path file) {
    PublishTarget target =
        PublishTarget.of(
            stack.state().bootstrapServers(), Optional.of(stack.state().registryUrl()));
    var _ =
        new ResumablePublish(target, CLOCK)
            .publish(file, ResumablePublish.Mode.ONCE, new Progress());
  }

  private StackSettings settings() {
    return new StackSettings(
        temp.resolve("data"),
        Ports.anyFree(),
        Optional.empty(),
        "default",
        Optional.empty(),
        Map.of(),
        StackSettings.SinkStart.CONTINUE,
        StackSettings.Roll.QUICK);
  }
}
