package dev.tailrace.window;

import dev.tailrace.event.EnrichedEvent;
import dev.tailrace.event.EventType;
import dev.tailrace.event.Severity;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// The windows of some events, counted the long way: by streams over lists, with the calendar
/// instead of arithmetic, and without a sketch.
final class Recount {
  private Recount() {}

  static Map<String, String> of(List<EnrichedEvent> events, long graceMillis) {
    List<EnrichedEvent> counted =
        events.stream()
            .filter(e -> e.eventType() == EventType.LOG || e.eventType() == EventType.ERROR)
            .toList();
    Map<String, String> windows = new HashMap<>();
    counted.stream()
        .collect(Collectors.groupingBy(Recount::serviceKey))
        .forEach((key, of) -> windows.put(key, service(of, graceMillis)));
    counted.stream()
        .filter(e -> e.eventType() == EventType.ERROR)
        .collect(Collectors.groupingBy(Recount::errorKey))
        .forEach((key, of) -> windows.put(key, errors(of, graceMillis)));
    return windows;
  }

  static String text(WindowContent content) {
    return switch (content) {
      case ServiceContent s ->
          "events %d late %d critical %d errors %d warnings %d statuses %d %d %d %d cpu %d wall %d times %d %d p50 %s %s"
              .formatted(
                  s.events(),
                  s.lateEvents(),
                  s.criticalErrors(),
                  s.errors(),
                  s.warnings(),
                  s.statuses(2),
                  s.statuses(3),
                  s.statuses(4),
                  s.statuses(5),
                  s.totalCpuTime(),
                  s.totalWallTime(),
                  s.cpuTimes().count(),
                  s.wallTimes().count(),
                  s.cpuTimes().quantile(0.5),
                  s.wallTimes().quantile(0.5));
      case ErrorContent e ->
          "events %d late %d messages %d"
              .formatted(e.events(), e.lateEvents(), e.messages().estimate());
    };
  }

  private static String service(List<EnrichedEvent> events, long graceMillis) {
    return "events %d late %d critical %d errors %d warnings %d statuses %d %d %d %d cpu %d wall %d times %d %d p50 %s %s"
        .formatted(
            events.size(),
            late(events, ChronoUnit.HOURS, 60, graceMillis),
            count(events, e -> e.classification().severity() == Severity.CRITICAL),
            count(events, e -> e.classification().severity() == Severity.ERROR),
            count(events, e -> e.classification().severity() == Severity.WARNING),
            status(events, "2"),
            status(events, "3"),
            status(events, "4"),
            status(events, "5"),
            events.stream().mapToLong(e -> e.result().cpuTime()).sum(),
            events.stream().mapToLong(e -> e.result().wallTime()).sum(),
            events.size(),
            events.size(),
            (double) median(events.stream().map(e -> e.result().cpuTime()).toList()),
            (double) median(events.stream().map(e -> e.result().wallTime()).toList()));
  }

  private static String errors(List<EnrichedEvent> events, long graceMillis) {
    return "events %d late %d messages %d"
        .formatted(
            events.size(),
            late(events, null, 5, graceMillis),
            events.stream().map(e -> e.classification().errorMessage()).distinct().count());
  }

  private static long count(List<EnrichedEvent> events, Predicate<EnrichedEvent> which) {
    return events.stream().filter(which).count();
  }

  private static long status(List<EnrichedEvent> events, String first) {
    return count(
        events,
        e -> e.result().status() != null && e.result().status().toString().startsWith(first));
  }

  private static long median(List<Long> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
  }

  private static long late(
      List<EnrichedEvent> events, ChronoUnit unit, long minutes, long graceMillis) {
    return count(
        events,
        e -> {
          Instant end =
              (unit == null
                      ? fiveMinutes(e)
                      : Instant.ofEpochMilli(e.eventTimestamp()).truncatedTo(unit))
                  .plus(minutes, ChronoUnit.MINUTES);
          return Instant.ofEpochMilli(e.source().timestamp()).isAfter(end.plusMillis(graceMillis));
        });
  }

  private static Instant fiveMinutes(EnrichedEvent event) {
    Instant minute = Instant.ofEpochMilli(event.eventTimestamp()).truncatedTo(ChronoUnit.MINUTES);
    while (minute.getEpochSecond() / 60 % 5 != 0) {
      minute = minute.minus(1, ChronoUnit.MINUTES);
    }
    return minute;
  }

  private static String serviceKey(EnrichedEvent event) {
    String namespace = event.worker().dispatchNamespace();
    return "hour|%s|%s|%s"
        .formatted(
            Instant.ofEpochMilli(event.eventTimestamp()).truncatedTo(ChronoUnit.HOURS),
            namespace == null ? "" : namespace.replace("|", "%7C"),
            event.worker().scriptName());
  }

  private static String errorKey(EnrichedEvent event) {
    return "errors|%s|%s|%s"
        .formatted(
            fiveMinutes(event), event.classification().errorType(), event.worker().scriptName());
  }
}
