package dev.tailrace.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The views read no more of the tables than a question needs, also after a restart.
class WindowReadingIT {
  @RegisterExtension private static final ClickHouseEngine ENGINE = new ClickHouseEngine();
  private static WindowDatabase database;

  @BeforeAll
  static void load() {
    database = new WindowDatabase(ENGINE.server());
    fillWithManyRows();
  }

  /// Counts granules, in tables of 36 and 86. Without a script the month of the hour is read.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          service_metrics_hourly_latest | script_name = 's7' AND hour >= '2026-03-10 00:00:00' AND hour < '2026-03-11 00:00:00'                          | script_name hour              | 2
          service_metrics_hourly_latest | script_name = 's7' AND hour = '2026-03-10 00:00:00'                                                            | script_name hour              | 2
          service_metrics_hourly_latest | script_name IN ('s7', 's8')                                                                                    | script_name                   | 8
          service_metrics_hourly_latest | hour >= '2026-04-20 00:00:00'                                                                                  | hour                          | 18
          service_metrics_daily         | script_name = 's7' AND day >= '2026-04-20'                                                                     | script_name hour              | 2
          service_metrics_daily         | day = '2026-04-20'                                                                                             | hour                          | 18
          service_metrics_weekly        | script_name = 's7' AND week >= '2026-04-06'                                                                    | script_name hour              | 4
          service_metrics_weekly        | week = '2026-04-06'                                                                                            | hour                          | 18
          error_trends_5min_latest      | script_name = 's7' AND error_type = 'E' AND bucket >= '2026-04-20 00:00:00'                                    | script_name error_type bucket | 2
          error_trends_hourly           | script_name = 's7' AND hour >= '2026-04-20 00:00:00'                                                           | script_name bucket            | 4
          error_trends_daily            | script_name = 's7' AND day >= '2026-04-20'                                                                     | script_name bucket            | 4
          """)
  void condition_reachesTheKeyOfTheTable(
      String view, String condition, String keys, long mostGranules) {
    String explained =
        database.sql("EXPLAIN indexes = 1 SELECT * FROM %s WHERE %s".formatted(view, condition));
    String primaryKey = explained.substring(explained.indexOf("PrimaryKey"));
    assertThat(primaryKey.substring(0, primaryKey.indexOf("Condition")).split("\\s+"))
        .contains(keys.split(" "));
    List<long[]> granules = new ArrayList<>();
    Matcher counts = Pattern.compile("Granules: (\\d+)/(\\d+)").matcher(explained);
    while (counts.find()) {
      granules.add(new long[] {Long.parseLong(counts.group(1)), Long.parseLong(counts.group(2))});
    }
    assertThat(granules.getFirst()[1]).isGreaterThan(20);
    assertThat(granules.getLast()[0]).isBetween(1L, mostGranules);
  }

  @Test
  void questionWithoutPercentiles_readsNoSketch() {
    assertThat(columnsRead("SELECT sum(total_requests), max(version) FROM service_metrics_daily"))
        .contains("total_requests")
        .noneMatch(column -> column.contains("_bins") || column.contains("p50_"));
    assertThat(columnsRead("SELECT max(p99_cpu_time) FROM service_metrics_hourly_latest"))
        .contains("cpu_time_bins")
        .noneMatch(column -> column.contains("wall_time"));
  }

  /// A view of a view with a parameter is written down in an unusual form.
  @Test
  void views_answerAfterARestart() {
    String question =
        """
        SELECT (SELECT sum(total_requests) FROM service_metrics_weekly),
          (SELECT sum(error_count) FROM error_trends_daily)
        """;
    String before = database.sql(question);
    assertThat(before).isEqualTo("292800\t702720");
    database = database.on(ENGINE.restart());
    assertThat(database.sql(question)).isEqualTo(before);
  }

  private Set<String> columnsRead(String select) {
    String id = UUID.randomUUID().toString();
    database.engine().post(Map.of("database", database.name(), "query_id", id), select);
    database.sql("SYSTEM FLUSH LOGS query_log");
    String columns =
        database.sql(
            "SELECT arrayJoin(columns) FROM system.query_log WHERE type = 'QueryFinish' AND query_id = '%s'"
                .formatted(id));
    Set<String> names = new HashSet<>();
    columns.lines().forEach(column -> names.add(column.substring(column.lastIndexOf('.') + 1)));
    return names;
  }

  private static void fillWithManyRows() {
    database.sql(
        """
        INSERT INTO service_metrics_hourly (script_name, hour, pane, version, total_requests)
        SELECT 's' || toString(number % 200), toDateTime64('2026-03-01 00:00:00', 0, 'UTC') + intDiv(number, 200) * 3600,
          toDateTime64('2026-03-01 00:00:00', 3, 'UTC'), 1795000000000, 1
        FROM numbers(200 * 24 * 61)
        """);
    database.sql(
        """
        INSERT INTO error_trends_5min (script_name, error_type, bucket, pane, version, error_count)
        SELECT 's' || toString(number % 20), ['E', 'F'][1 + intDiv(number, 20) % 2],
          toDateTime64('2026-03-01 00:00:00', 0, 'UTC') + intDiv(number, 40) * 300,
          toDateTime64('2026-03-01 00:00:00', 3, 'UTC'), 1795000000000, 1
        FROM numbers(20 * 2 * 12 * 24 * 61)
        """);
    database.sql("OPTIMIZE TABLE service_metrics_hourly FINAL");
    database.sql("OPTIMIZE TABLE error_trends_5min FINAL");
  }
}
