package dev.tailrace.stack;

import dev.tailrace.clickhouse.Query;
import java.util.List;
import java.util.Map;

/// Compares the windows in ClickHouse with the events there.
public final class WindowCheck {
  private static final Map<String, String> ALL_TIMES =
      Map.of("from", "1970-01-01 00:00:00", "to", "2299-12-31 00:00:00");
  private static final Query DIFFERENCES = Query.named("window-differences");

  private final ClickHouseHttp clickHouse;

  public WindowCheck(ClickHouseHttp clickHouse) {
    this.clickHouse = clickHouse;
  }

  /// What the hourly windows and their recount say.
  ///
  /// @param counted invocations that stand in windows
  /// @param expected invocations among the events
  public record Progress(long counted, long expected) {
    /// Whether every invocation stands in a window.
    public boolean isComplete() {
      return counted == expected;
    }
  }

  /// Sums up.
  public Progress progress() {
    List<String> row =
        clickHouse.row(
            """
            SELECT (SELECT sum(total_requests) FROM service_metrics_hourly_latest),
              (SELECT count() FROM events WHERE event_type IN ('log', 'error'))
            """);
    return new Progress(Long.parseLong(row.get(0)), Long.parseLong(row.get(1)));
  }

  /// Windows, hourly and of five minutes, that differ from a recount.
  long differing() {
    String sql = "SELECT count() FROM (" + DIFFERENCES.sql() + ")";
    return Long.parseLong(clickHouse.row(sql, DIFFERENCES.bind(ALL_TIMES)).getFirst());
  }
}
