package dev.tailrace.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a question about one thing reads, of half a million rows.
class HistoryCostIT {
  private static final Pattern READ_ROWS = Pattern.compile("\"read_rows\":\"(\\d+)\"");
  private static final int ROWS = 500_000;

  @TempDir static Path directory;
  private static HistoryDatabase database;

  @BeforeAll
  static void fill() {
    database = HistoryDatabase.start(directory);
    // A mutation among two rows; each thing changes three times, two hours apart.
    database
        .engine()
        .sql(
            """
            INSERT INTO history.events (ulid, timestamp, event_timestamp, event_type, event_name, mutation_type, entity_ns,
              entity_id, entity_kind, script_name, worker_name, outcome, severity, category, classified_by, data)
            SELECT
                leftPad(toString(number), 26, '0'),
                toDateTime64('2026-11-20 00:00:00', 3, 'UTC') + number * 0.0432 AS at,
                at,
                if(number % 2 = 0, 'log', 'mutation'),
                'n',
                if(number % 2 = 0, NULL, 'update'),
                if(number % 2 = 0, NULL, 'shop/orders'),
                if(number % 2 = 0, NULL, 'o_' || toString(intDiv(number, 2) % 83333)),
                if(number % 2 = 0, NULL, 'thing'),
                's' || toString(number % 10),
                'w', 'ok', 'info', 'success', 'mutation',
                if(number % 2 = 0, NULL, '{"after":{"n":' || toString(number) || '}}')
            FROM numbers(500000)
            """);
    database.engine().sql("OPTIMIZE TABLE history.events FINAL");
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "thing_as_of(ns = 'shop/orders', id = 'o_777', t = '2026-11-21 00:00:00')",
        "things_as_of(t = '2026-11-21 00:00:00') WHERE ns = 'shop/orders' AND id = 'o_777'",
        "thing_history WHERE ns = 'shop/orders' AND id = 'o_777'"
      })
  void questionAboutOneThing_readsATenthAtMost(String from) {
    Map<String, String> in = Map.of("database", HistoryDatabase.NAME);
    String sql = "SELECT * FROM " + from;
    assertThat(database.engine().post(in, "EXPLAIN indexes = 1 " + sql).body())
        .contains("entity_id_bloom");
    var answer = database.engine().post(in, sql);
    assertThat(answer.body()).contains("o_777");
    Matcher read =
        READ_ROWS.matcher(answer.headers().firstValue("X-ClickHouse-Summary").orElseThrow());
    assertThat(read.find()).isTrue();
    assertThat(Integer.parseInt(read.group(1))).isBetween(3, ROWS / 10);
  }

  @Test
  void questionAboutEverything_readsEachRowOnce() {
    String summary =
        database
            .engine()
            .post(
                Map.of("database", HistoryDatabase.NAME),
                "SELECT count(), max(length(data)) FROM things_as_of(t = '2026-11-21 00:00:00')")
            .headers()
            .firstValue("X-ClickHouse-Summary")
            .orElseThrow();
    Matcher read = READ_ROWS.matcher(summary);
    assertThat(read.find()).isTrue();
    assertThat(Integer.parseInt(read.group(1))).isBetween(1, ROWS);
  }
}
