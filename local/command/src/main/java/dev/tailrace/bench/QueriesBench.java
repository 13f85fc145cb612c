package dev.tailrace.bench;

import dev.tailrace.clickhouse.Query;
import dev.tailrace.stack.ClickHouseHttp;
import dev.tailrace.stack.RecordedEvents;
import dev.tailrace.stack.StackTopics;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// How long the documented queries take over a table of many rows.
///
/// The pipeline stores some events; their rows are then repeated in time order, half over the last
/// 24 hours and half over the 28 days before, and merged as the engine sees fit.
///
/// @param directory for everything; must be empty
/// @param rows of the table
/// @param runs of each query
/// @param jvmOptions of topology and sink
public record QueriesBench(
    Path directory, Path recorded, long rows, int runs, List<String> jvmOptions) {
  private static final String RAW = "tail.raw";
  private static final int THREADS = 2;
  private static final long MOST_STORED = 100_000;
  private static final int WARM_RUNS = 5;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

  /// The documented fourth query looks for similar vectors. Until there are any, similar errors are
  /// found by their words.
  private static final List<Question> QUESTIONS =
      List.of(
          new Question("error-summary", Duration.ofHours(1), Map.of()),
          new Question("error-rate-by-service", Duration.ofHours(24), Map.of()),
          new Question("top-error-messages", Duration.ofHours(24), Map.of("limit", "100")),
          new Question(
              "error-search",
              Duration.ofHours(24),
              Map.of("limit", "20", "words", "database timeout")));

  /// @param query a documented one
  /// @param span of the rows it asks about, up to now
  /// @param parameters besides the span
  private record Question(String query, Duration span, Map<String, String> parameters) {}

  /// Runs it.
  ///
  /// @param progress is told each step, in words
  public BenchReport run(Consumer<String> progress) {
    try (BenchStores stores = BenchStores.start(directory)) {
      progress.accept("bringing %,d recorded events through the pipeline".formatted(stored()));
      store(stores);
      progress.accept("repeating their rows up to %,d".formatted(rows));
      repeat(stores.clickHouse(), progress);
      BenchReport report =
          new BenchReport(
              "queries",
              "%,d rows of events over 29 days, %d runs of each query"
                  .formatted(stores.rows("events"), runs));
      for (Question question : QUESTIONS) {
        progress.accept(question.query());
        report.add(name(question), ask(stores.clickHouse(), question));
      }
      return report;
    }
  }

  private long stored() {
    return Math.min(rows, MOST_STORED);
  }

  private void store(BenchStores stores) {
    try (BenchKafka kafka = BenchKafka.start(directory)) {
      kafka.createTopic(RAW);
      kafka.fill(RAW, RecordedEvents.read(recorded), stored(), _ -> {});
      var pipeline = new BenchPipeline(kafka, directory, RAW, "queries");
      try (BenchProcess _ = pipeline.topology("bench", THREADS, jvmOptions, Map.of());
          BenchProcess _ =
              pipeline.sinks(stores, List.of(StackTopics.CLICKHOUSE_CONNECTOR), jvmOptions);
          var delivery =
              pipeline.delivery(List.of(pipeline.topologyStage(), pipeline.clickHouseStage()))) {
        var _ =
            new PaceMeter(
                    () -> stores.rows("events"), () -> delivery.waitingFor().isEmpty(), Map.of())
                .measureFromStart(stored());
      }
    }
  }

  /// In steps, as a sink would bring them, so that parts and merges are like those of real load.
  private void repeat(ClickHouseHttp clickHouse, Consumer<String> progress) {
    run(clickHouse, "CREATE TABLE recorded ENGINE = Memory AS SELECT * FROM events");
    run(clickHouse, "TRUNCATE TABLE events");
    long step = Long.parseLong(clickHouse.row("SELECT count() FROM recorded").getFirst());
    for (long first = 0; first < rows; first += step) {
      run(clickHouse, repeated(first, Math.min(step, rows - first)));
      if (first / step % 10 == 9) {
        progress.accept("%,d rows".formatted(first + step));
      }
    }
  }

  private String repeated(long first, long count) {
    return """
    INSERT INTO events SELECT * EXCEPT (n) REPLACE (
      leftPad(hex(n), 10, '0') || hex(cityHash64(n)) AS ulid,
      toDateTime64(now(), 3, 'UTC') - toIntervalMillisecond(toUInt64(if(n < %3$d / 2,
        86400000 + (%3$d / 2 - n) * (28 * 86400000 / (%3$d / 2)),
        (%3$d - n) * (86400000 / (%3$d / 2))))) AS timestamp,
      if(cf_ray IS NULL, NULL, lower(hex(cityHash64(n))) || '-FRA') AS cf_ray,
      cpu_time + cityHash64(n, 1) %% 20 AS cpu_time,
      wall_time + cityHash64(n, 2) %% 400 AS wall_time,
      n AS source_offset)
    FROM (SELECT *, rowNumberInAllBlocks() + %1$d AS n FROM recorded LIMIT %2$d)
    SETTINGS max_threads = 1, max_insert_threads = 1
    """
        .formatted(first, count, rows);
  }

  private static void run(ClickHouseHttp clickHouse, String sql) {
    clickHouse.query(sql, "TabSeparated", OutputStream.nullOutputStream());
  }

  private Latencies ask(ClickHouseHttp clickHouse, Question question) {
    Query query = Query.named(question.query());
    Latencies latencies = new Latencies();
    for (int run = -WARM_RUNS; run < runs; run++) {
      Instant now = InstantSource.system().instant();
      Map<String, String> parameters = new LinkedHashMap<>(question.parameters());
      parameters.put("from", TIME.format(now.minus(question.span())));
      parameters.put("to", TIME.format(now));
      long begin = System.nanoTime();
      clickHouse.query(
          query.sql(), query.bind(parameters), "TabSeparated", OutputStream.nullOutputStream());
      if (run >= 0) {
        latencies.add(System.nanoTime() - begin);
      }
    }
    return latencies;
  }

  private static String name(Question question) {
    return "%s, last %d h".formatted(question.query(), question.span().toHours());
  }
}
