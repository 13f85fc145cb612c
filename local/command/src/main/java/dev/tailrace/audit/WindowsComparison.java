package dev.tailrace.audit;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The windows in ClickHouse and in Parquet files against counters of the raw records.
///
/// A window has one pane, or more when events came after its grace (docs/windows.md). Of each pane
/// the highest version is valid, and panes add up; so late events are no exception here.
final class WindowsComparison {
  private static final int MOST_SENTENCES = 20;
  private static final int COUNTERS = CellSums.NAMES.length;
  private static final List<String> HOUR_COLUMNS =
      List.of(
          "total_requests",
          "successful_requests",
          "failed_requests",
          "critical_errors",
          "errors",
          "warnings",
          "status_2xx",
          "status_3xx",
          "status_4xx",
          "status_5xx",
          "total_cpu_time",
          "total_wall_time");

  /// One table of windows: what it is called, and which of its columns are what.
  ///
  /// @param detail SQL of the second part of its key
  private record Source(
      String kind, String table, String detail, String start, List<String> counters) {
    static final List<Source> ALL =
        List.of(
            new Source(
                CellSums.HOUR,
                "service_metrics_hourly",
                "coalesce(dispatch_namespace, '')",
                "hour",
                HOUR_COLUMNS),
            new Source(
                CellSums.ERRORS,
                "error_trends_5min",
                "error_type",
                "bucket",
                List.of("error_count")));
  }

  private final ClickHouseQueries clickHouse;
  private final BucketFiles bucket;
  private final Ledger ledger;

  WindowsComparison(ClickHouseQueries clickHouse, BucketFiles bucket, Ledger ledger) {
    this.clickHouse = clickHouse;
    this.bucket = bucket;
    this.ledger = ledger;
  }

  /// Reads the windows of both stores; fills `found_pane`.
  void note() {
    ledger.run("DELETE FROM found_pane");
    for (Source source : Source.ALL) {
      noteClickHouse(source);
      for (String key : bucket.keys(source.table() + "/", ".parquet")) {
        var _ =
            bucket.with(
                key,
                file -> {
                  noteFile(source, file.toString());
                  return true;
                });
      }
    }
  }

  private void noteClickHouse(Source source) {
    String sql =
        """
        SELECT script_name, %s, toUnixTimestamp64Milli(toDateTime64(%s, 3, 'UTC')),
          toUnixTimestamp64Milli(pane), version, %s
        FROM %s FINAL
        """
            .formatted(
                source.detail(),
                source.start(),
                String.join(", ", source.counters()),
                source.table());
    try (Ledger.Rows rows = ledger.append("found_pane")) {
      clickHouse.forEachRow(sql, row -> rows.add(pane(source, row)));
    }
  }

  private static Object[] pane(Source source, List<String> row) {
    Object[] pane = new Object[7 + COUNTERS];
    pane[0] = StoreNames.WINDOWS_CLICKHOUSE;
    pane[1] = source.kind();
    pane[2] = row.get(0);
    pane[3] = row.get(1);
    for (int i = 2; i < 5 + COUNTERS; i++) {
      pane[i + 2] = i < row.size() ? Long.parseUnsignedLong(row.get(i)) : 0L;
    }
    return pane;
  }

  /// Only the newest version of each pane, of which a file may have many.
  private void noteFile(Source source, String file) {
    String counters =
        IntStream.range(0, COUNTERS)
            .mapToObj(
                i ->
                    i < source.counters().size()
                        ? "arg_max(\"" + source.counters().get(i) + "\", version)"
                        : "0")
            .collect(Collectors.joining(", "));
    ledger.run(
        """
        INSERT INTO found_pane
        SELECT '%s', '%s', script_name, %s, epoch_ms(%s), epoch_ms(pane), max(version), %s
        FROM read_parquet('%s', hive_partitioning = false)
        GROUP BY 3, 4, 5, 6
        """
            .formatted(
                StoreNames.WINDOWS_PARQUET,
                source.kind(),
                source.detail(),
                source.start(),
                counters,
                file));
  }

  private static String each(String pattern, String delimiter) {
    return IntStream.rangeClosed(1, COUNTERS)
        .mapToObj(i -> pattern.replace("#", String.valueOf(i)))
        .collect(Collectors.joining(delimiter));
  }

  /// @param epoch the last whose records count; windows with a later one are not compared
  StoreVerdict compare(String store, int epoch, Bounds bounds) {
    ledger.run(
        """
        CREATE OR REPLACE TEMP TABLE cell_difference AS
        WITH skipped AS (SELECT kind, script, detail, start FROM touched_cell
            UNION SELECT kind, script, detail, start FROM expected_cell WHERE epoch > %1$d
            UNION SELECT kind, script, detail, start FROM refused_cell WHERE store = '%2$s'),
          e AS (SELECT kind, script, detail, start, %3$s FROM expected_cell WHERE epoch <= %1$d
            GROUP BY kind, script, detail, start),
          f AS (SELECT kind, script, detail, start, %3$s
            FROM (FROM found_pane WHERE store = '%2$s' QUALIFY row_number() OVER (
              PARTITION BY kind, script, detail, start, pane ORDER BY version DESC) = 1)
            GROUP BY kind, script, detail, start HAVING sum(c1) > 0)
        SELECT d.* FROM (
          SELECT coalesce(e.kind, f.kind) AS kind, coalesce(e.script, f.script) AS script,
            coalesce(e.detail, f.detail) AS detail, coalesce(e.start, f.start) AS start,
            e.kind IS NOT NULL AS wanted, f.kind IS NOT NULL AS there, concat_ws(', ', %4$s) AS words
          FROM e FULL OUTER JOIN f ON f.kind = e.kind AND f.script = e.script
            AND f.detail = e.detail AND f.start = e.start) AS d
        ANTI JOIN skipped AS s ON s.kind = d.kind AND s.script = d.script
          AND s.detail = d.detail AND s.start = d.start
        """
            .formatted(epoch, store, each("sum(c#) AS c#", ", "), words()));
    // Of a window that began before the topic's first record nobody can say what it must hold.
    String counts = bounds.isCut() ? "wanted" : "true";
    List<Long> totals =
        ledger.numbers(
            """
            SELECT count(*) FILTER (WHERE wanted), count(*) FILTER (WHERE there),
              count(*) FILTER (WHERE wanted AND NOT there),
              count(*) FILTER (WHERE there AND (NOT wanted OR words != '') AND %s)
            FROM cell_difference
            """
                .formatted(counts));
    List<String> sentences =
        ledger.texts(
            """
            SELECT CASE WHEN kind = 'hour'
                THEN 'the hour ' || make_timestamp_ms(start) || ' of ' || script
                  || CASE WHEN detail = '' THEN '' ELSE ' in ' || detail END
                ELSE 'the five minutes ' || make_timestamp_ms(start) || ' of ' || detail || ' of '
                  || script END
              || CASE WHEN NOT wanted THEN ' is there, but no event lies in it'
                WHEN NOT there THEN ' is missing' ELSE ': ' || words END
            FROM cell_difference WHERE (NOT wanted OR NOT there OR words != '') AND %s
            ORDER BY kind DESC, start, script, detail LIMIT %d
            """
                .formatted(counts, MOST_SENTENCES));
    return new StoreVerdict(
        store, totals.get(0), totals.get(1), totals.get(2), 0, totals.get(3), sentences);
  }

  private static String words() {
    return IntStream.rangeClosed(1, COUNTERS)
        .mapToObj(
            i ->
                "CASE WHEN e.c%1$d != f.c%1$d THEN '%2$s is ' || f.c%1$d || ', must be ' || e.c%1$d END"
                    .formatted(i, CellSums.NAMES[i - 1]))
        .collect(Collectors.joining(", "));
  }
}
