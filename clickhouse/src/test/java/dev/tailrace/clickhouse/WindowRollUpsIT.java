package dev.tailrace.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tailrace.clickhouse.ServicePane.Call;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Hours, days and weeks equal a recount of all values of their panes.
class WindowRollUpsIT {
  private static final Instant FIRST_HOUR = Instant.parse("2026-11-12T07:00:00Z");
  private static final int HOURS = 18 * 24;

  @RegisterExtension private static final ClickHouseEngine ENGINE = new ClickHouseEngine();
  private static WindowDatabase database;
  private static List<ServicePane> panes;
  private static List<ErrorPane> errorPanes;

  @BeforeAll
  static void load() {
    database = new WindowDatabase(ENGINE.server());
    Random random = new Random(42);
    panes = panes(random);
    errorPanes = errorPanes(random);
    // Every fifth row comes again, and before it one that it replaces.
    List<ServicePane> former = new ArrayList<>();
    List<ServicePane> again = new ArrayList<>();
    for (int i = 0; i < panes.size(); i += 5) {
      again.add(panes.get(i));
      former.add(panes.get(i).withVersion(panes.get(i).version() - 1));
    }
    database.insert(panes);
    database.insert(former);
    database.insert(again);
    database.insertErrors(errorPanes);
    database.insertErrors(errorPanes.subList(0, 100));
  }

  @ParameterizedTest
  @CsvSource({"service_metrics_daily, day", "service_metrics_weekly, week"})
  void rollUpOfServices_equalsARecount(String view, String column) {
    Map<List<String>, List<ServicePane>> expected = new HashMap<>();
    for (ServicePane pane : panes) {
      List<String> key =
          List.of(pane.script(), pane.namespace(), start(column, pane.hour()).toString());
      expected.computeIfAbsent(key, _ -> new ArrayList<>()).add(pane);
    }
    assertThat(expected).hasSizeGreaterThan(10);
    Map<List<String>, JsonNode> answer =
        byKey("SELECT * FROM " + view, "script_name", "dispatch_namespace", column);
    assertThat(answer.keySet()).isEqualTo(expected.keySet());
    expected.forEach((key, of) -> assertServiceRow(answer.get(key), of));
  }

  @ParameterizedTest
  @CsvSource({"error_trends_hourly, hour, 60", "error_trends_daily, day, 1440"})
  void rollUpOfErrors_equalsARecount(String view, String column, int minutes) {
    Map<List<String>, List<ErrorPane>> expected = new HashMap<>();
    for (ErrorPane pane : errorPanes) {
      String start =
          column.equals("day")
              ? start(column, pane.bucket()).toString()
              : pane.bucket().toString().substring(0, 13).replace('T', ' ') + ":00:00";
      List<String> key = List.of(pane.script(), pane.errorType(), start);
      expected.computeIfAbsent(key, _ -> new ArrayList<>()).add(pane);
    }
    Map<List<String>, JsonNode> answer =
        byKey("SELECT * FROM " + view, "script_name", "error_type", column);
    assertThat(answer.keySet()).isEqualTo(expected.keySet());
    expected.forEach(
        (key, of) -> {
          Set<String> messages = new HashSet<>();
          of.forEach(pane -> messages.addAll(pane.messages()));
          long errors = of.stream().mapToLong(pane -> pane.messages().size()).sum();
          JsonNode row = answer.get(key);
          assertThat(row.path("error_count").asLong()).isEqualTo(errors);
          assertThat(row.path("unique_messages").asLong()).isEqualTo(messages.size());
          assertThat(row.path("avg_frequency").asDouble())
              .isCloseTo((double) errors / minutes, within(1e-12));
          assertThat(row.path("panes").asInt()).isEqualTo(of.size());
        });
  }

  @Test
  void otherUnits_rollUpToo() {
    assertThat(
            database.sql(
                "SELECT sum(total_requests) FROM service_metrics_per(unit = 'month') WHERE start ="
                    + " '2026-11-01'"))
        .isEqualTo(Long.toString(panes.stream().mapToLong(pane -> pane.calls().size()).sum()));
  }

  private static List<ServicePane> panes(Random random) {
    List<ServicePane> panes = new ArrayList<>();
    for (int hour = 0; hour < HOURS; hour++) {
      Instant start = FIRST_HOUR.plus(Duration.ofHours(hour));
      for (String script : List.of("gateway", "db", "slow")) {
        int parts = random.nextInt(8);
        for (int part = 0; part < Math.max(0, parts - 5); part++) {
          Instant opened = start.plus(Duration.ofHours(26L * part));
          panes.add(
              new ServicePane(
                  script,
                  script.equals("db") ? "" : "production",
                  start,
                  opened,
                  opened.toEpochMilli(),
                  calls(random, script.equals("slow") ? 40_000 : 90),
                  part));
        }
      }
    }
    return panes;
  }

  private static List<Call> calls(Random random, int longest) {
    List<Call> calls = new ArrayList<>();
    for (int i = random.nextInt(30); i >= 0; i--) {
      String severity =
          List.of("info", "info", "warning", "error", "critical").get(random.nextInt(5));
      int status = List.of(0, 200, 301, 404, 503).get(random.nextInt(5));
      calls.add(new Call(severity, status, random.nextInt(longest), random.nextInt(longest) * 9L));
    }
    return calls;
  }

  private static List<ErrorPane> errorPanes(Random random) {
    List<ErrorPane> panes = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      Instant bucket = FIRST_HOUR.plus(Duration.ofMinutes(5L * i));
      for (int part = 0; part < 1 + i % 2; part++) {
        List<String> messages = new ArrayList<>();
        for (int n = random.nextInt(9); n >= 0; n--) {
          messages.add("failed " + random.nextInt(200));
        }
        Instant opened = bucket.plus(Duration.ofHours(25L * part));
        panes.add(
            new ErrorPane(
                "gateway", "E" + i % 3, bucket, opened, opened.toEpochMilli(), messages, part));
      }
    }
    return panes;
  }

  private static LocalDate start(String unit, Instant time) {
    LocalDate day = LocalDate.ofInstant(time, ZoneOffset.UTC);
    return unit.equals("day") ? day : day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
  }

  private static Map<List<String>, JsonNode> byKey(String select, String... columns) {
    Map<List<String>, JsonNode> rows = new HashMap<>();
    for (JsonNode row : database.rows(select)) {
      List<String> key = new ArrayList<>();
      for (String column : columns) {
        key.add(row.path(column).asText());
      }
      assertThat(rows.put(key, row)).as("second row of %s", key).isNull();
    }
    return rows;
  }

  private static void assertServiceRow(JsonNode row, List<ServicePane> of) {
    List<Call> calls = ServicePane.calls(of);
    assertThat(row.path("total_requests").asLong()).isEqualTo(calls.size());
    assertThat(row.path("failed_requests").asLong())
        .isEqualTo(calls.stream().filter(Call::isFailure).count());
    assertThat(row.path("status_5xx").asLong())
        .isEqualTo(calls.stream().filter(call -> call.status() >= 500).count());
    long late = of.stream().mapToLong(ServicePane::late).sum();
    assertThat(row.path("late_events").asLong()).isEqualTo(late);
    assertThat(row.path("incomplete").asBoolean()).isEqualTo(late > 0);
    assertThat(row.path("panes").asInt()).isEqualTo(of.size());
    assertThat(row.path("version").asLong())
        .isEqualTo(of.stream().mapToLong(ServicePane::version).max().orElseThrow());
    assertTimes(row, "cpu_time", calls.stream().mapToLong(Call::cpuTime).toArray());
    assertTimes(row, "wall_time", calls.stream().mapToLong(Call::wallTime).toArray());
  }

  private static void assertTimes(JsonNode row, String name, long[] times) {
    double mean = Arrays.stream(times).average().orElseThrow();
    assertThat(row.path("avg_" + name).asDouble()).isCloseTo(mean, Percentage.withPercentage(1e-9));
    for (int percent : new int[] {50, 95, 99}) {
      double answer = row.path("p" + percent + "_" + name).asDouble();
      TimeSketch.assertNear(answer, percent / 100.0, times);
    }
  }
}
