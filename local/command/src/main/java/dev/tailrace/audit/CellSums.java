package dev.tailrace.audit;

import dev.tailrace.event.EnrichedEvent;
import dev.tailrace.event.EventType;
import dev.tailrace.event.Severity;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/// Counts invocations by window: the hour of a script, and for errors the five minutes of a type.
/// Hands the counters on before they grow large.
final class CellSums {
  static final String HOUR = "hour";
  static final String ERRORS = "errors";

  /// What the counters of a cell are called, in their order; of `errors` there is only the first.
  static final String[] NAMES = {
    "total",
    "successful",
    "failed",
    "critical",
    "errors",
    "warnings",
    "2xx",
    "3xx",
    "4xx",
    "5xx",
    "cpu_time",
    "wall_time"
  };

  private static final int MOST = 10_000;
  private static final long HOUR_MILLIS = 3_600_000;
  private static final long FIVE_MINUTES_MILLIS = 300_000;

  private final Map<Key, long[]> cells = new HashMap<>();
  private final BiConsumer<Key, long[]> taker;

  /// @param detail dispatch namespace, empty for none; or the type of the error
  /// @param start Unix epoch milliseconds
  record Key(String kind, String script, String detail, long start) {
    static Key hour(EnrichedEvent event) {
      String namespace = event.worker().dispatchNamespace();
      return new Key(
          HOUR,
          event.worker().scriptName(),
          namespace == null ? "" : namespace,
          event.eventTimestamp() / HOUR_MILLIS * HOUR_MILLIS);
    }

    static Key errors(EnrichedEvent event) {
      return new Key(
          ERRORS,
          event.worker().scriptName(),
          event.classification().errorType(),
          event.eventTimestamp() / FIVE_MINUTES_MILLIS * FIVE_MINUTES_MILLIS);
    }
  }

  CellSums(BiConsumer<Key, long[]> taker) {
    this.taker = taker;
  }

  /// Whether windows count it: mutations and metric events they do not.
  static boolean counts(EnrichedEvent event) {
    return event.eventType() == EventType.LOG || event.eventType() == EventType.ERROR;
  }

  static boolean isError(EnrichedEvent event) {
    Severity severity = event.classification().severity();
    return severity == Severity.CRITICAL || severity == Severity.ERROR;
  }

  void add(EnrichedEvent event) {
    long[] hour = cell(Key.hour(event));
    hour[0]++;
    hour[isError(event) ? 2 : 1]++;
    switch (event.classification().severity()) {
      case CRITICAL -> hour[3]++;
      case ERROR -> hour[4]++;
      case WARNING -> hour[5]++;
      case INFO -> {} // has no counter of its own
    }
    Integer status = event.result().status();
    if (status != null && status >= 200 && status < 600) {
      hour[4 + status / 100]++;
    }
    hour[10] += event.result().cpuTime();
    hour[11] += event.result().wallTime();
    if (isError(event)) {
      cell(Key.errors(event))[0]++;
    }
    if (cells.size() > MOST) {
      handOn();
    }
  }

  private long[] cell(Key key) {
    return cells.computeIfAbsent(key, _ -> new long[NAMES.length]);
  }

  void handOn() {
    cells.forEach(taker);
    cells.clear();
  }
}
