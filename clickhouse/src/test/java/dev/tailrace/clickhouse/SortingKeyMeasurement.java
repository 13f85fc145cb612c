package dev.tailrace.clickhouse;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/// Measures candidate sorting keys of `events`; its table stands in `V001__events.sql`.
///
/// Run its `main` with the URL of a ClickHouse server and the number of rows, and with the system
/// property `tailrace.samples`. It works in a database of its own, `sorting_key_measurement`, and
/// leaves it there. Rows are the recorded events repeated in time order: half over the last 24
/// hours, half over the 29 days before, with five scripts for each recorded one.
final class SortingKeyMeasurement {
  private static final String DATABASE = "sorting_key_measurement";
  private static final int RUNS = 9;

  private static final Map<String, String> KEYS = new LinkedHashMap<>();
  private static final Map<String, String> QUESTIONS = new LinkedHashMap<>();

  static {
    KEYS.put("timestamp", "(timestamp, script_name, severity)");
    KEYS.put("script, time", "(script_name, timestamp)");
    KEYS.put("script, severity, time", "(script_name, severity, timestamp)");
    KEYS.put("severity, script, time", "(severity, script_name, timestamp)");
    // Written as (…, timestamp) the engine takes the condition to the last column and not to the
    // hour, and reads the whole day.
    KEYS.put(
        "hour, severity, script, ms",
        "(toStartOfHour(timestamp), severity, script_name, toUnixTimestamp64Milli(timestamp))");
    KEYS.put(
        "hour, script, severity, ms",
        "(toStartOfHour(timestamp), script_name, severity, toUnixTimestamp64Milli(timestamp))");

    QUESTIONS.put(
        "1 errors 1 h",
        """
        SELECT severity, count() FROM %s
        WHERE timestamp >= {now} - INTERVAL 1 HOUR AND event_type IN ('log', 'error') GROUP BY severity
        """);
    QUESTIONS.put(
        "2 rate 24 h",
        """
        SELECT toStartOfInterval(timestamp, INTERVAL 5 MINUTE) AS bucket, script_name, count() AS n FROM %s
        WHERE timestamp >= {now} - INTERVAL 24 HOUR AND severity IN ('critical', 'error')
          AND event_type IN ('log', 'error') GROUP BY bucket, script_name ORDER BY bucket, n DESC
        """);
    QUESTIONS.put(
        "3 messages 24 h",
        """
        SELECT error_type, error_message, count() AS n FROM %s
        WHERE timestamp >= {now} - INTERVAL 24 HOUR AND error_type IS NOT NULL
          AND event_type IN ('log', 'error') GROUP BY error_type, error_message ORDER BY n DESC LIMIT 100
        """);
    QUESTIONS.put(
        "one script 24 h",
        """
        SELECT toStartOfHour(timestamp) AS hour, count(), quantiles(0.5, 0.99)(wall_time) FROM %s
        WHERE timestamp >= {now} - INTERVAL 24 HOUR AND script_name = 'orders-3' GROUP BY hour
        """);
    QUESTIONS.put(
        "newest batches",
        """
        SELECT pipeline_batch_id, count() FROM %s
        WHERE source_partition = 3 AND pipeline_batch_id >= '{newest}'
        GROUP BY pipeline_batch_id
        """);
  }

  private record Reading(long rows, long bytes, double cpuMilliseconds) {}

  private final HttpClient http = HttpClient.newHttpClient();
  private final String url;

  private SortingKeyMeasurement(String url) {
    this.url = url;
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    SortingKeyMeasurement measurement = new SortingKeyMeasurement(arguments[0]);
    measurement.load(Long.parseLong(arguments[1]));
    measurement.measure();
  }

  /// Loads what is not there yet, so that a further candidate costs one load.
  private void load(long rows) throws IOException, InterruptedException {
    String create = Migrations.all().getFirst().statements(Placeholders.of(DATABASE)).getFirst();
    run("CREATE DATABASE IF NOT EXISTS " + DATABASE);
    if (single("EXISTS TABLE rows_in_order").equals("0")) {
      run("SYSTEM STOP TTL MERGES");
      run(named(create, "recorded", "(script_name, timestamp)"));
      run(
          "INSERT INTO recorded SETTINGS date_time_input_format = 'best_effort' FORMAT"
              + " JSONEachRow\n"
              + RecordedEvents.jsonLines(RecordedEvents.rows()));
      run(named(create, "rows_in_order", "tuple()"));
      run(repeated(rows));
    }
    for (Map.Entry<String, String> key : KEYS.entrySet()) {
      String table = table(key.getKey());
      if (single("EXISTS TABLE " + table).equals("0")) {
        run(named(create, table, key.getValue()));
        run("INSERT INTO %s SELECT * FROM rows_in_order".formatted(table));
        run("OPTIMIZE TABLE %s FINAL".formatted(table));
        System.out.println("loaded " + key.getValue());
      }
    }
  }

  private static String named(String create, String table, String key) {
    return create
        .replace(DATABASE + ".events", DATABASE + "." + table)
        .replaceFirst("ORDER BY \\(.*?\\) TTL", "ORDER BY " + key + " TTL");
  }

  private static String repeated(long rows) {
    return """
    INSERT INTO rows_in_order SELECT * EXCEPT (number, recorded_rows, captured) REPLACE (
      leftPad(hex(number), 10, '0') || hex(cityHash64(number)) AS ulid,
      captured AS timestamp,
      captured - toIntervalMillisecond(number * 7 %% 3000) AS event_timestamp,
      script_name || '-' || toString(intDiv(number, recorded_rows) * 7 %% 5) AS script_name,
      if(cf_ray IS NULL, NULL, lower(hex(cityHash64(number))) || '-FRA') AS cf_ray,
      if(url IS NULL, NULL, url || '?n=' || toString(cityHash64(number) %% 1000)) AS url,
      cpu_time + cityHash64(number, 1) %% 20 AS cpu_time,
      wall_time + cityHash64(number, 2) %% 400 AS wall_time,
      leftPad(toString(intDiv(number, 3000)), 26, '0') AS pipeline_batch_id,
      intDiv(number, 500) %% 6 AS source_partition,
      number AS source_offset)
    FROM (SELECT recorded.* EXCEPT i, number, recorded_rows, captured FROM (
        SELECT number, (SELECT count() FROM recorded) AS recorded_rows,
          toDateTime64(now(), 3, 'UTC') AS at,
          if(number < %1$d / 2,
            at - toIntervalDay(1) - toIntervalMillisecond(toUInt64((%1$d / 2 - number) * (29 * 86400000 / (%1$d / 2)))),
            at - toIntervalMillisecond(toUInt64((%1$d - number) * (86400000 / (%1$d / 2))))) AS captured
        FROM numbers(%1$d)) AS n
      INNER JOIN (SELECT *, toUInt64(rowNumberInAllBlocks()) AS i FROM recorded) AS recorded
      ON recorded.i = n.number %% n.recorded_rows)
    SETTINGS max_threads = 1, max_insert_threads = 1, max_partitions_per_insert_block = 100
    """
        .formatted(rows);
  }

  private void measure() throws IOException, InterruptedException {
    // The windows end at the newest row, so that a later run measures the same.
    String now =
        "toDateTime64('%s', 3, 'UTC')"
            .formatted(single("SELECT max(timestamp) FROM rows_in_order"));
    String newest =
        single(
            "SELECT max(pipeline_batch_id) FROM rows_in_order WHERE timestamp < %s - INTERVAL 10 MINUTE"
                .formatted(now));
    System.out.printf("%-26s %8s", "key", "MB");
    QUESTIONS.keySet().forEach(question -> System.out.printf(" | %26s", question));
    System.out.printf("%n%-26s %8s", "", "");
    QUESTIONS.keySet().forEach(_ -> System.out.printf(" | %8s %8s %8s", "rows k", "MB", "CPU ms"));
    System.out.println();
    for (String key : KEYS.keySet()) {
      System.out.printf("%-26s %8s", key, megabytes(table(key)));
      for (String question : QUESTIONS.values()) {
        Reading reading =
            best(question.formatted(table(key)).replace("{newest}", newest).replace("{now}", now));
        System.out.printf(
            " | %8.0f %8.2f %8.1f",
            reading.rows() / 1e3, reading.bytes() / 1e6, reading.cpuMilliseconds());
      }
      System.out.println();
    }
  }

  private String megabytes(String table) throws IOException, InterruptedException {
    return single(
        "SELECT round(sum(bytes_on_disk) / 1e6) FROM system.parts WHERE active AND database = '%s' AND table = '%s'"
            .formatted(DATABASE, table));
  }

  /// The least CPU time of several runs: on a machine that does other things too, the elapsed time
  /// says more about those.
  private Reading best(String sql) throws IOException, InterruptedException {
    String mark = "/* " + UUID.randomUUID() + " */ ";
    String summary = "";
    for (int i = 0; i < RUNS; i++) {
      summary = run(mark + sql).headers().firstValue("X-ClickHouse-Summary").orElseThrow();
    }
    run("SYSTEM FLUSH LOGS query_log");
    String cpu =
        single(
            """
            SELECT min(ProfileEvents['UserTimeMicroseconds'] + ProfileEvents['SystemTimeMicroseconds']) / 1e3
            FROM system.query_log WHERE type = 'QueryFinish' AND startsWith(query, '%s')
            """
                .formatted(mark.strip()));
    return new Reading(
        number(summary, "read_rows"), number(summary, "read_bytes"), Double.parseDouble(cpu));
  }

  private static long number(String summary, String name) throws IOException {
    return RecordedEvents.JSON.readTree(summary).path(name).asLong();
  }

  private static String table(String key) {
    return "by_" + String.join("_", Arrays.asList(key.split("\\W+")));
  }

  private String single(String sql) throws IOException, InterruptedException {
    return run(sql).body().strip();
  }

  private HttpResponse<String> run(String sql) throws IOException, InterruptedException {
    String database = sql.startsWith("CREATE DATABASE") ? "default" : DATABASE;
    URI uri = URI.create(url + "/?wait_end_of_query=1&use_query_cache=0&database=" + database);
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofString(sql)).build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(
          answer.body() + sql.substring(0, Math.min(1_000, sql.length())));
    }
    return answer;
  }
}
