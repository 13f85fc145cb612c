package dev.tailrace.clickhouse;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Measures what the hourly sums cost an insert: as projections of `events`, as the summing tables
/// fed by materialized views that were there before, and without any; its figures stand in
/// `docs/adr/021-why-are-hourly-sums-projections.md`.
///
/// Run its `main` with the URL of a ClickHouse server and the number of rounds, and with the system
/// property `tailrace.samples`. It works in databases of its own, `hourly_sums_…`, and leaves them
/// there. Rows are the recorded events repeated over two hours, with five scripts for each recorded
/// one, sent in blocks as the sink sends them. Each block goes to all forms in turn, so that what
/// else the machine does falls on all of them. Merges wait until all blocks are there.
final class HourlySumsMeasurement {
  private static final String DATABASE = "hourly_sums_";
  private static final int ROWS = 200_000;
  private static final int BLOCK_ROWS = 20_000;
  private static final List<String> FORMS = List.of("none", "views", "projections");

  /// What V003 made before.
  private static final String VIEWS =
      """
      CREATE TABLE logs_by_service (script_name LowCardinality(String),
        hour DateTime('UTC') CODEC(Delta(4), ZSTD(1)), severity LowCardinality(String),
        event_count UInt64, total_cpu_time UInt64, total_wall_time UInt64, exception_count UInt64)
      ENGINE = SummingMergeTree((event_count, total_cpu_time, total_wall_time, exception_count))
      PARTITION BY toYYYYMMDD(hour) ORDER BY (script_name, hour, severity)
      SETTINGS non_replicated_deduplication_window = 10000;

      CREATE MATERIALIZED VIEW logs_by_service_mv TO logs_by_service AS
      SELECT script_name, toStartOfHour(toDateTime(timestamp, 'UTC')) AS hour, severity,
        count() AS event_count, sum(cpu_time) AS total_cpu_time, sum(wall_time) AS total_wall_time,
        countIf(has_exception) AS exception_count
      FROM events WHERE event_type IN ('log', 'error') GROUP BY script_name, hour, severity;

      CREATE TABLE errors_by_type (error_type LowCardinality(String),
        hour DateTime('UTC') CODEC(Delta(4), ZSTD(1)), severity LowCardinality(String),
        error_count UInt64)
      ENGINE = SummingMergeTree(error_count)
      PARTITION BY toYYYYMMDD(hour) ORDER BY (error_type, hour, severity)
      SETTINGS non_replicated_deduplication_window = 10000;

      CREATE MATERIALIZED VIEW errors_by_type_mv TO errors_by_type AS
      SELECT assumeNotNull(e.error_type) AS error_type,
        toStartOfHour(toDateTime(timestamp, 'UTC')) AS hour, severity, count() AS error_count
      FROM events AS e WHERE e.event_type IN ('log', 'error') AND e.error_type IS NOT NULL
      GROUP BY error_type, hour, severity
      """;

  private static final String CPU_MILLISECONDS =
      "round(sum(ProfileEvents['UserTimeMicroseconds'] + ProfileEvents['SystemTimeMicroseconds']) /"
          + " 1e3)";
  private static final String DISK =
      "SELECT round(sum(bytes_on_disk) / 1e6, 2) FROM system.parts WHERE active AND database ="
          + " currentDatabase()";
  private static final String ROWS_OF_SUMS =
      """
      SELECT (SELECT sum(rows) FROM system.parts
          WHERE active AND database = currentDatabase() AND table != 'events')
        + (SELECT sum(rows) FROM system.projection_parts
          WHERE active AND database = currentDatabase())
      """;

  private final HttpClient http = HttpClient.newHttpClient();
  private final String url;

  private HourlySumsMeasurement(String url) {
    this.url = url;
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    HourlySumsMeasurement measurement = new HourlySumsMeasurement(arguments[0]);
    List<byte[]> blocks = measurement.blocks();
    for (int round = 0; round <= Integer.parseInt(arguments[1]); round++) {
      measurement.round(round == 0 ? "warm" : Integer.toString(round), blocks);
    }
  }

  private List<byte[]> blocks() throws IOException, InterruptedException {
    anew("recorded");
    sql(
        "recorded",
        "INSERT INTO events SETTINGS date_time_input_format = 'best_effort' FORMAT JSONEachRow\n"
            + RecordedEvents.jsonLines(RecordedEvents.rows()));
    List<byte[]> blocks = new ArrayList<>();
    for (int start = 0; start < ROWS; start += BLOCK_ROWS) {
      String block =
          """
          SELECT * EXCEPT (number, i) REPLACE (
            leftPad(hex(number), 10, '0') || hex(cityHash64(number)) AS ulid,
            toDateTime64('2026-11-20 10:30:00', 3, 'UTC')
              + toIntervalMillisecond(intDiv(number * 7200000, %1$d)) AS timestamp,
            timestamp - toIntervalMillisecond(number * 7 %% 3000) AS event_timestamp,
            script_name || '-' || toString(intDiv(number, %2$d) * 7 %% 5) AS script_name,
            if(cf_ray IS NULL, NULL, lower(hex(cityHash64(number))) || '-FRA') AS cf_ray,
            if(url IS NULL, NULL, url || '?n=' || toString(cityHash64(number) %% 1000)) AS url,
            cpu_time + cityHash64(number, 1) %% 20 AS cpu_time,
            wall_time + cityHash64(number, 2) %% 400 AS wall_time,
            leftPad(toString(intDiv(number, %4$d)), 26, '0') AS pipeline_batch_id,
            number AS source_offset)
          FROM (SELECT recorded.*, number FROM numbers(%3$d, %4$d) AS n
            INNER JOIN (SELECT *, rowNumberInAllBlocks() AS i FROM events) AS recorded
            ON recorded.i = n.number %% %2$d)
          ORDER BY source_offset FORMAT Native SETTINGS max_block_size = %4$d, max_threads = 1
          """
              .formatted(ROWS, RecordedEvents.rows().size(), start, BLOCK_ROWS);
      blocks.add(post("recorded", Map.of(), block.getBytes(StandardCharsets.UTF_8)));
    }
    return blocks;
  }

  private void round(String name, List<byte[]> blocks) throws IOException, InterruptedException {
    for (String form : FORMS) {
      make(form);
    }
    sql("recorded", "SYSTEM STOP MERGES");
    String mark = UUID.randomUUID().toString();
    for (int i = 0; i < blocks.size(); i++) {
      for (int turn = 0; turn < FORMS.size(); turn++) {
        String form = FORMS.get((i + turn) % FORMS.size());
        Map<String, String> insert = new HashMap<>();
        insert.put("query", "INSERT INTO events FORMAT Native");
        insert.put("query_id", mark + form + i);
        insert.put("insert_deduplication_token", mark + i);
        insert.put("async_insert", "0");
        insert.put("deduplicate_blocks_in_dependent_materialized_views", "1");
        insert.put("input_format_parallel_parsing", "0");
        post(form, insert, blocks.get(i));
      }
    }
    sql("recorded", "SYSTEM FLUSH LOGS query_log");
    for (String form : FORMS) {
      String cpu =
          sql(
              form,
              "SELECT %s FROM system.query_log WHERE type = 'QueryFinish' AND startsWith(query_id, '%s')"
                  .formatted(CPU_MILLISECONDS, mark + form));
      System.out.printf(
          "%-5s %-12s insert CPU %5s ms, %s MB, sums %5s rows%n",
          name, form, cpu, sql(form, DISK), sql(form, ROWS_OF_SUMS));
    }
    sql("recorded", "SYSTEM START MERGES");
    for (String form : FORMS) {
      System.out.printf(
          "%-5s %-12s merge CPU  %5s ms, %s MB, sums %5s rows%n",
          name, form, merge(form), sql(form, DISK), sql(form, ROWS_OF_SUMS));
    }
  }

  /// @return CPU milliseconds
  private String merge(String form) throws IOException, InterruptedException {
    String tables =
        "SELECT DISTINCT table FROM system.parts WHERE active AND database = currentDatabase()";
    for (String table : sql(form, tables).split("\n", -1)) {
      sql(form, "OPTIMIZE TABLE %s FINAL".formatted(table));
    }
    sql(form, "SYSTEM FLUSH LOGS part_log");
    return sql(
        form,
        """
        SELECT %s FROM system.part_log WHERE event_type = 'MergeParts' AND table_uuid IN (
          SELECT uuid FROM system.tables WHERE database = currentDatabase())
        """
            .formatted(CPU_MILLISECONDS));
  }

  private void make(String form) throws IOException, InterruptedException {
    anew(form);
    if (!form.equals("projections")) {
      sql(
          form,
          "ALTER TABLE events DROP PROJECTION hourly_by_service, DROP PROJECTION"
              + " hourly_by_error_type");
    }
    if (form.equals("views")) {
      for (String statement : SqlStatements.of(VIEWS)) {
        sql(form, statement);
      }
    }
  }

  /// A database with `events` as V001 makes it, empty; its rows are not past their time for long.
  private void anew(String form) throws IOException, InterruptedException {
    Placeholders placeholders = Placeholders.of(DATABASE + form).withRetentionDays(10_000);
    for (String statement :
        List.of(
            "DROP DATABASE IF EXISTS %s%s SYNC".formatted(DATABASE, form),
            "CREATE DATABASE %s%s".formatted(DATABASE, form),
            Migrations.all().getFirst().statements(placeholders).getFirst())) {
      post("", Map.of(), statement.getBytes(StandardCharsets.UTF_8));
    }
  }

  private String sql(String form, String statement) throws IOException, InterruptedException {
    byte[] answer = post(form, Map.of(), statement.getBytes(StandardCharsets.UTF_8));
    return new String(answer, StandardCharsets.UTF_8).strip();
  }

  private byte[] post(String form, Map<String, String> parameters, byte[] body)
      throws IOException, InterruptedException {
    StringBuilder address = new StringBuilder(url).append("/?wait_end_of_query=1");
    if (!form.isEmpty()) {
      address.append("&database=").append(DATABASE).append(form);
    }
    parameters.forEach(
        (name, value) ->
            address
                .append('&')
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
    HttpResponse<byte[]> answer =
        http.send(
            HttpRequest.newBuilder(URI.create(address.toString()))
                .POST(BodyPublishers.ofByteArray(body))
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(new String(answer.body(), StandardCharsets.UTF_8));
    }
    return answer.body();
  }
}
