package dev.tailrace.clickhouse;

import static dev.tailrace.clickhouse.ExpectedRows.clickHouseTime;
import static dev.tailrace.clickhouse.ExpectedRows.descending;
import static dev.tailrace.clickhouse.ExpectedRows.row;
import static dev.tailrace.clickhouse.Recount.by;
import static dev.tailrace.clickhouse.Recount.number;
import static dev.tailrace.clickhouse.Recount.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tailrace.clickhouse.ServicePane.Call;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The documented queries about windows, against a recount in Java.
///
/// The recorded events lie in one hour; here they are dealt out over five days and a Sunday night,
/// every eleventh of the gateway as one that came late.
class WindowQueriesIT {
  private static final Instant FIRST_HOUR = Instant.parse("2026-11-20T06:00:00Z");
  private static final int HOURS = 5 * 24;
  private static final int BUCKETS = 30;
  private static final Duration UNTIL_LATE = Duration.ofHours(30);

  @RegisterExtension private static final ClickHouseEngine ENGINE = new ClickHouseEngine();
  private static ClickHouseQueries queries;
  private static final List<ServicePane> PANES = new ArrayList<>();
  private static final List<ErrorPane> ERROR_PANES = new ArrayList<>();

  @BeforeAll
  static void load() {
    WindowDatabase database = new WindowDatabase(ENGINE.server());
    dealOut(RecordedEvents.rows().stream().filter(Recount::isInvocation).toList());
    database.insert(PANES);
    database.insertErrors(ERROR_PANES);
    queries = new ClickHouseQueries(Endpoint.of(ENGINE.server().url()), database.name());
  }

  @AfterAll
  static void stop() {
    queries.close();
  }

  @Test
  void serviceMetrics() {
    Instant from = FIRST_HOUR.plus(Duration.ofHours(3));
    Instant to = from.plus(Duration.ofHours(20));
    List<List<Object>> expected = new ArrayList<>();
    windows("gateway", from, to)
        .forEach(
            (window, panes) -> {
              List<Call> calls = ServicePane.calls(panes);
              long failed = calls.stream().filter(Call::isFailure).count();
              TimeSketch cpu = TimeSketch.of(calls.stream().mapToLong(Call::cpuTime).toArray());
              TimeSketch wall = TimeSketch.of(calls.stream().mapToLong(Call::wallTime).toArray());
              expected.add(
                  row(
                      List.of(),
                      panes.getFirst().hour(),
                      panes.getFirst().namespace(),
                      (long) calls.size(),
                      failed,
                      (double) failed / calls.size(),
                      calls.stream().filter(call -> call.status() >= 500).count(),
                      cpu.quantile(0.5),
                      cpu.quantile(0.99),
                      wall.quantile(0.5),
                      wall.quantile(0.95),
                      wall.quantile(0.99),
                      late(panes) > 0));
            });
    assertThat(expected).hasSize(20);
    assertAnswer(
        "service-metrics",
        Map.of("script_name", "gateway", "from", clickHouseTime(from), "to", clickHouseTime(to)),
        expected);
  }

  @Test
  void slowestServicesByWeek() {
    Map<List<String>, List<ServicePane>> weeks =
        new TreeMap<>(Comparator.comparing(List::toString));
    for (ServicePane pane : PANES) {
      LocalDate week =
          LocalDate.ofInstant(pane.hour(), ZoneOffset.UTC)
              .with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
      weeks
          .computeIfAbsent(
              List.of(week.toString(), pane.script(), pane.namespace()), _ -> new ArrayList<>())
          .add(pane);
    }
    List<List<Object>> expected = new ArrayList<>();
    weeks.forEach(
        (key, panes) -> {
          List<Call> calls = ServicePane.calls(panes);
          TimeSketch wall = TimeSketch.of(calls.stream().mapToLong(Call::wallTime).toArray());
          TimeSketch cpu = TimeSketch.of(calls.stream().mapToLong(Call::cpuTime).toArray());
          if (calls.size() >= 50) {
            expected.add(
                row(
                    key,
                    (long) calls.size(),
                    wall.quantile(0.5),
                    wall.quantile(0.95),
                    wall.quantile(0.99),
                    cpu.quantile(0.95)));
          }
        });
    expected.sort(
        Comparator.comparing((List<Object> row) -> row.getFirst().toString())
            .thenComparing(descending(5)));
    List<List<Object>> slowest = new ArrayList<>();
    for (String week : List.of("2026-11-16", "2026-11-23")) {
      List<List<Object>> of =
          expected.stream().filter(row -> row.getFirst().equals(week)).limit(4).toList();
      assertThat(of).hasSize(4);
      slowest.addAll(of);
    }
    assertAnswer(
        "slowest-services-by-week",
        Map.of("from", "2026-11-16", "to", "2026-11-30", "min_requests", "50", "limit", "4"),
        slowest);
  }

  @Test
  void errorTrends() {
    Instant from = FIRST_HOUR.plus(Duration.ofHours(1));
    Instant to = from.plus(Duration.ofMinutes(50));
    Instant before = from.minus(Duration.ofMinutes(50));
    Map<List<String>, List<ErrorPane>> types = new TreeMap<>(Comparator.comparing(List::toString));
    for (ErrorPane pane : ERROR_PANES) {
      if (!pane.bucket().isBefore(before) && pane.bucket().isBefore(to)) {
        types
            .computeIfAbsent(List.of(pane.script(), pane.errorType()), _ -> new ArrayList<>())
            .add(pane);
      }
    }
    List<List<Object>> expected = new ArrayList<>();
    types.forEach(
        (key, panes) -> {
          List<ErrorPane> now = panes.stream().filter(p -> !p.bucket().isBefore(from)).toList();
          long errors = now.stream().mapToLong(pane -> pane.messages().size()).sum();
          long earlier = panes.stream().mapToLong(pane -> pane.messages().size()).sum() - errors;
          long worst = now.stream().mapToLong(pane -> pane.messages().size()).max().orElse(0);
          long most =
              now.stream().mapToLong(p -> p.messages().stream().distinct().count()).max().orElse(0);
          if (errors > earlier) {
            expected.add(row(key, errors, earlier, errors - earlier, worst, most));
          }
        });
    expected.sort(descending(4));
    assertThat(expected).hasSizeGreaterThan(4);
    assertAnswer(
        "error-trends",
        Map.of("from", clickHouseTime(from), "to", clickHouseTime(to), "limit", "4"),
        expected.subList(0, 4));
  }

  @Test
  void incompleteWindows() {
    Instant from = FIRST_HOUR.plus(Duration.ofHours(3));
    Instant to = from.plus(Duration.ofHours(60));
    List<List<Object>> expected = new ArrayList<>();
    windows("gateway", from, to)
        .forEach(
            (window, panes) -> {
              long total = ServicePane.calls(panes).size();
              if (late(panes) > 0) {
                expected.add(
                    row(
                        List.of(),
                        panes.getFirst().script(),
                        panes.getFirst().namespace(),
                        panes.getFirst().hour(),
                        total,
                        late(panes),
                        (double) late(panes) / total,
                        (long) panes.size(),
                        panes.stream()
                            .map(ServicePane::pane)
                            .max(Instant::compareTo)
                            .orElseThrow()));
              }
            });
    assertThat(expected).hasSizeBetween(20, 59);
    assertAnswer(
        "incomplete-windows",
        Map.of("from", clickHouseTime(from), "to", clickHouseTime(to)),
        expected);
  }

  private static void assertAnswer(
      String name, Map<String, String> values, List<List<Object>> expected) {
    ExpectedRows.assertAnswer(queries, name, values, expected);
  }

  private static Map<Instant, List<ServicePane>> windows(String script, Instant from, Instant to) {
    Map<Instant, List<ServicePane>> windows = new TreeMap<>();
    for (ServicePane pane : PANES) {
      if (pane.script().equals(script) && !pane.hour().isBefore(from) && pane.hour().isBefore(to)) {
        windows.computeIfAbsent(pane.hour(), _ -> new ArrayList<>()).add(pane);
      }
    }
    return windows;
  }

  private static long late(List<ServicePane> panes) {
    return panes.stream().mapToLong(ServicePane::late).sum();
  }

  private static void dealOut(List<ObjectNode> events) {
    for (int i = 0; i < events.size(); i++) {
      ObjectNode event = events.get(i);
      Instant hour = FIRST_HOUR.plus(Duration.ofHours(i % HOURS));
      boolean late = text(event, "script_name").equals("gateway") && i % 11 == 0;
      Instant pane = late ? hour.plus(UNTIL_LATE) : hour;
      event.put("hour", hour.toString()).put("pane", pane.toString());
      Instant bucket = FIRST_HOUR.plus(Duration.ofMinutes(5L * (i % 7 % BUCKETS + i % BUCKETS)));
      event.put("bucket", bucket.toString());
    }
    by(events, event -> Recount.columns(event, "script_name", "dispatch_namespace", "hour", "pane"))
        .forEach((key, rows) -> PANES.add(servicePane(key, rows)));
    List<ObjectNode> errors = events.stream().filter(Recount::isError).toList();
    by(errors, event -> Recount.columns(event, "script_name", "error_type", "bucket"))
        .forEach((key, rows) -> ERROR_PANES.add(errorPane(key, rows)));
  }

  private static ServicePane servicePane(List<String> key, List<ObjectNode> events) {
    Instant hour = Instant.parse(key.get(2));
    Instant pane = Instant.parse(key.get(3));
    List<Call> calls =
        events.stream()
            .map(
                event ->
                    new Call(
                        text(event, "severity"),
                        (int) number(event, "status"),
                        number(event, "cpu_time"),
                        number(event, "wall_time")))
            .toList();
    return new ServicePane(
        key.get(0),
        Objects.requireNonNullElse(key.get(1), ""),
        hour,
        pane,
        pane.toEpochMilli(),
        calls,
        pane.equals(hour) ? 0 : calls.size());
  }

  private static ErrorPane errorPane(List<String> key, List<ObjectNode> events) {
    Instant bucket = Instant.parse(key.get(2));
    List<String> messages = events.stream().map(event -> text(event, "error_message")).toList();
    return new ErrorPane(
        key.get(0), key.get(1), bucket, bucket, bucket.toEpochMilli(), messages, 0);
  }
}
