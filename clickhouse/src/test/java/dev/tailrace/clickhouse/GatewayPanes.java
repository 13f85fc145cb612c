package dev.tailrace.clickhouse;

import dev.tailrace.clickhouse.ServicePane.Call;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Panes of one window: an hour of the script `gateway`, and five minutes of its TypeErrors.
final class GatewayPanes {
  static final Instant HOUR = Instant.parse("2026-11-20T10:00:00Z");
  static final Instant OPENED = HOUR.plusSeconds(3);
  static final Instant OPENED_LATE = HOUR.plus(Duration.ofHours(30));

  /// Versions are times, and rows of 1970 would be past theirs.
  static final long FIRST_VERSION = OPENED.toEpochMilli();

  private GatewayPanes() {}

  /// @param version counted from [#FIRST_VERSION]
  static ServicePane pane(Instant opened, long version, long late, Call... calls) {
    return new ServicePane(
        "gateway", "production", HOUR, opened, FIRST_VERSION + version, List.of(calls), late);
  }

  static ErrorPane errors(Instant opened, String... messages) {
    return errors(opened, List.of(messages));
  }

  static ErrorPane errors(Instant opened, List<String> messages) {
    return new ErrorPane("gateway", "TypeError", HOUR, opened, FIRST_VERSION, messages, 0);
  }
}
