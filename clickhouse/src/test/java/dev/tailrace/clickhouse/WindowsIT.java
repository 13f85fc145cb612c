package dev.tailrace.clickhouse;

import static dev.tailrace.clickhouse.GatewayPanes.FIRST_VERSION;
import static dev.tailrace.clickhouse.GatewayPanes.HOUR;
import static dev.tailrace.clickhouse.GatewayPanes.OPENED;
import static dev.tailrace.clickhouse.GatewayPanes.OPENED_LATE;
import static dev.tailrace.clickhouse.GatewayPanes.errors;
import static dev.tailrace.clickhouse.GatewayPanes.pane;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tailrace.clickhouse.ServicePane.Call;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `service_metrics_hourly_latest` and `error_trends_5min_latest`: one row per window, whatever
/// rows a sink inserts in whatever order.
class WindowsIT {
  @RegisterExtension private static final ClickHouseEngine ENGINE = new ClickHouseEngine();

  private WindowDatabase database;

  @BeforeEach
  void makeDatabase() {
    database = new WindowDatabase(ENGINE.server());
  }

  @Test
  void highestVersionIsValid_inWhateverOrderRowsCome() {
    ServicePane first = pane(OPENED, 1_000, 0, Call.of(10, 20));
    ServicePane newest = pane(OPENED, 1_002, 0, Call.of(10, 20), Call.of(30, 40), Call.of(1, 2));
    ServicePane between = pane(OPENED, 1_001, 0, Call.of(10, 20), Call.of(30, 40));
    database.insert(first, newest, between, newest, first);

    JsonNode row = database.only("SELECT * FROM service_metrics_hourly_latest");
    assertThat(row.path("version").asLong()).isEqualTo(FIRST_VERSION + 1_002);
    assertThat(row.path("panes").asLong()).isEqualTo(1);
    assertCounters(row, newest.calls());
    // An older version is not found by a condition that only it fulfils.
    assertThat(
            database.rows("SELECT * FROM service_metrics_hourly_latest WHERE total_requests < 3"))
        .isEmpty();
  }

  @Test
  void percentilesOfASinglePane_areThoseItStores() {
    ServicePane pane = pane(OPENED, 1_000, 0, calls(500, 1));
    var row = pane.row();
    row.put("p50_cpu_time", 7.25).put("p99_wall_time", 9.75);
    database.engine().insert(database.name(), "service_metrics_hourly", List.of(row));
    database.insert(pane(OPENED_LATE, 2_000, 1, Call.of(5, 5)).takenBack());

    JsonNode answer = database.only("SELECT * FROM service_metrics_hourly_latest");
    assertThat(answer.path("p50_cpu_time").asDouble()).isEqualTo(7.25);
    assertThat(answer.path("p99_wall_time").asDouble()).isEqualTo(9.75);
    assertThat(answer.path("p95_cpu_time").asDouble())
        .isEqualTo(TimeSketch.of(pane.cpuTimes()).quantile(0.95));
  }

  @Test
  void panesAddUp() {
    ServicePane first =
        pane(
            OPENED,
            1_000,
            0,
            new Call("info", 200, 3, 10),
            new Call("warning", 404, 4, 20),
            new Call("error", 503, 5, 30),
            new Call("critical", 0, 6, 40));
    ServicePane late =
        pane(OPENED_LATE, 5_000, 2, new Call("critical", 500, 70, 80), new Call("info", 302, 0, 0));
    database.insert(late, first);

    JsonNode row = database.only("SELECT * FROM service_metrics_hourly_latest");
    List<Call> all = ServicePane.calls(List.of(first, late));
    assertCounters(row, all);
    assertThat(row.path("panes").asLong()).isEqualTo(2);
    assertThat(row.path("version").asLong()).isEqualTo(FIRST_VERSION + 5_000);
    assertThat(row.path("late_events").asLong()).isEqualTo(2);
    assertThat(row.path("incomplete").asBoolean()).isTrue();
    assertThat(row.path("p50_cpu_time").asDouble()).isEqualTo(5);
    assertThat(row.path("p50_wall_time").asDouble()).isEqualTo(30);
  }

  @Test
  void windowWithoutLateEvents_isNotIncomplete() {
    // An event time in the future opens a pane that is closed before its hour comes.
    database.insert(pane(OPENED, 1, 0, Call.of(1, 1)), pane(OPENED_LATE, 2, 0, Call.of(2, 2)));
    JsonNode row = database.only("SELECT * FROM service_metrics_hourly_latest");
    assertThat(row.path("panes").asLong()).isEqualTo(2);
    assertThat(row.path("incomplete").asBoolean(true)).isFalse();
  }

  @Test
  void paneTakenBack_countsNoMore() {
    ServicePane kept = pane(OPENED, 1_000, 0, Call.of(10, 20), Call.of(30, 40));
    ServicePane wrong = pane(OPENED_LATE, 2_000, 1, Call.of(1_000, 2_000));
    database.insert(kept, wrong, wrong.takenBack());

    JsonNode row = database.only("SELECT * FROM service_metrics_hourly_latest");
    assertCounters(row, kept.calls());
    assertThat(row.path("panes").asLong()).isEqualTo(1);
    assertThat(row.path("incomplete").asBoolean(true)).isFalse();
    assertThat(row.path("version").asLong()).as("the last change").isEqualTo(FIRST_VERSION + 2_001);
  }

  @Test
  void windowTakenBack_hasNoRow() {
    ServicePane wrong = pane(OPENED, 1_000, 0, Call.of(10, 20));
    ErrorPane error = errors(OPENED, "a", "b");
    database.insert(wrong.takenBack(), wrong);
    database.insertErrors(error.takenBack(), error);
    for (String view :
        List.of(
            "service_metrics_hourly_latest",
            "service_metrics_daily",
            "error_trends_5min_latest",
            "error_trends_hourly")) {
      assertThat(database.rows("SELECT * FROM " + view)).as(view).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2200-05-07T05:00:00Z, 2200-05-07, 2200-05-05",
    "2106-02-07T07:00:00Z, 2106-02-07, 2106-02-01",
    "2026-11-22T23:00:00Z, 2026-11-22, 2026-11-16",
    "2026-11-23T00:00:00Z, 2026-11-23, 2026-11-23",
    "1969-12-31T23:00:00Z, 1969-12-31, 1969-12-29"
  })
  void hoursOfAnyCentury_areKept(Instant hour, String day, String week) {
    database.insert(
        new ServicePane("far", "", hour, OPENED, FIRST_VERSION, List.of(Call.of(1, 1)), 0));
    database.insertErrors(
        new ErrorPane(
            "far", "Error", hour.plusSeconds(300), OPENED, FIRST_VERSION, List.of("a"), 0));
    String text = hour.toString().replace('T', ' ').replace("Z", "");
    assertThat(
            database.sql(
                "SELECT hour FROM service_metrics_hourly_latest WHERE hour = '%s'".formatted(text)))
        .isEqualTo(text);
    assertThat(
            database.sql("SELECT day FROM service_metrics_daily WHERE day = '%s'".formatted(day)))
        .isEqualTo(day);
    assertThat(
            database.sql(
                "SELECT week FROM service_metrics_weekly WHERE week = '%s'".formatted(week)))
        .isEqualTo(week);
    assertThat(database.sql("SELECT bucket FROM error_trends_5min_latest"))
        .isEqualTo(text.replace(":00:00", ":05:00"));
    assertThat(database.sql("SELECT hour FROM error_trends_hourly")).isEqualTo(text);
    assertThat(database.sql("SELECT day FROM error_trends_daily")).isEqualTo(day);
  }

  @Test
  void retention_countsFromTheLastChange() {
    WindowDatabase shortLived = new WindowDatabase(ENGINE.server(), 400);
    Instant now = Instant.now();
    long today = now.toEpochMilli();
    long longAgo = now.minus(Duration.ofDays(401)).toEpochMilli();
    Instant old = Instant.parse("2001-01-01T00:00:00Z");
    shortLived.insert(
        new ServicePane("kept", "", old, now, today, List.of(Call.of(1, 1)), 1),
        new ServicePane("gone", "", HOUR, OPENED, longAgo, List.of(Call.of(1, 1)), 0));
    shortLived.sql("OPTIMIZE TABLE service_metrics_hourly FINAL");
    assertThat(shortLived.sql("SELECT script_name FROM service_metrics_hourly")).isEqualTo("kept");
  }

  private static Call[] calls(int count, long seed) {
    Random random = new Random(seed);
    return IntStream.range(0, count)
        .mapToObj(_ -> Call.of(random.nextInt(100), random.nextInt(5_000)))
        .toArray(Call[]::new);
  }

  private static void assertCounters(JsonNode row, List<Call> calls) {
    long total = calls.stream().mapToLong(Call::cpuTime).sum();
    assertThat(row.path("total_requests").asLong()).isEqualTo(calls.size());
    assertThat(row.path("total_cpu_time").asLong()).isEqualTo(total);
    assertThat(row.path("avg_cpu_time").asDouble())
        .isCloseTo((double) total / calls.size(), within(1e-9));
    assertThat(row.path("failed_requests").asLong())
        .isEqualTo(calls.stream().filter(Call::isFailure).count());
    assertThat(row.path("successful_requests").asLong() + row.path("failed_requests").asLong())
        .isEqualTo(calls.size());
    for (int kind = 2; kind <= 5; kind++) {
      int hundreds = kind;
      assertThat(row.path("status_" + kind + "xx").asLong())
          .isEqualTo(calls.stream().filter(call -> call.status() / 100 == hundreds).count());
    }
  }
}
