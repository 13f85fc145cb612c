package dev.tailrace.rebuild;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tailrace.event.Severity;
import dev.tailrace.stack.ClickHouseHttp;
import dev.tailrace.window.Observation;
import dev.tailrace.window.WindowFold;
import dev.tailrace.window.WindowKey;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// What ClickHouse knows of an hour: its events and the panes of its windows.
public final class StoredWindows {
  private static final ObjectMapper JSON = new ObjectMapper();

  /// The last term is [dev.tailrace.window.DistinctSketch#hash(String)].
  private static final String EVENTS =
      """
      SELECT script_name, ifNull(dispatch_namespace, ''), toUnixTimestamp64Milli(event_timestamp),
        severity, ifNull(status, 0), cpu_time, wall_time, ifNull(error_type, ''),
        bitShiftRight(xxHash64(ifNull(error_message, '')), 1)
      FROM events
      WHERE event_type IN ('log', 'error')
        AND event_timestamp >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
        AND event_timestamp < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
      """;

  private static final String SERVICE_PANES =
      """
      SELECT script_name, dispatch_namespace, toUnixTimestamp64Milli(toDateTime64(hour, 3, 'UTC')),
        toUnixTimestamp64Milli(pane), max(version)
      FROM service_metrics_hourly
      WHERE hour >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
        AND hour < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
      GROUP BY script_name, dispatch_namespace, hour, pane
      HAVING argMax(total_requests, version) > 0
      """;

  private static final String ERROR_PANES =
      """
      SELECT script_name, error_type, toUnixTimestamp64Milli(toDateTime64(bucket, 3, 'UTC')),
        toUnixTimestamp64Milli(pane), max(version)
      FROM error_trends_5min
      WHERE bucket >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
        AND bucket < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
      GROUP BY script_name, error_type, bucket, pane
      HAVING argMax(error_count, version) > 0
      """;

  private final ClickHouseHttp clickHouse;

  public StoredWindows(ClickHouseHttp clickHouse) {
    this.clickHouse = clickHouse;
  }

  /// A pane that holds events.
  ///
  /// @param openedMillis names it
  /// @param version the newest stored
  record StoredPane(WindowKey window, long openedMillis, long version) {}

  List<StoredPane> panes(Instant from, Instant to) {
    List<StoredPane> panes = new ArrayList<>();
    forEach(
        SERVICE_PANES,
        from,
        to,
        row ->
            panes.add(
                pane(
                    new WindowKey.Service(
                        row.get(0).asText(), row.get(1).asText(), row.get(2).asLong()),
                    row)));
    forEach(
        ERROR_PANES,
        from,
        to,
        row ->
            panes.add(
                pane(
                    new WindowKey.Errors(
                        row.get(0).asText(), row.get(1).asText(), row.get(2).asLong()),
                    row)));
    return panes;
  }

  private static StoredPane pane(WindowKey window, JsonNode row) {
    return new StoredPane(window, row.get(3).asLong(), row.get(4).asLong());
  }

  /// Folds all events of an hour anew. None of them counts as late: nobody waits for them any more.
  ///
  /// @return number of events
  long fold(Instant from, Instant to, WindowFold fold) {
    long[] events = {0};
    forEach(
        EVENTS,
        from,
        to,
        row -> {
          fold.add(observation(row));
          events[0]++;
        });
    return events[0];
  }

  private static Observation observation(JsonNode row) {
    return new Observation(
        row.get(0).asText(),
        row.get(1).asText(),
        row.get(2).asLong(),
        Severity.of(row.get(3).asText()),
        Observation.statusClass(row.get(4).asInt()),
        row.get(5).asLong(),
        row.get(6).asLong(),
        row.get(7).asText(),
        row.get(8).asLong(),
        false,
        false);
  }

  /// How many of the panes of these hours are stored with this version or a later one.
  long storedSince(long version, Instant from, Instant to) {
    long[] count = {0};
    Consumer<JsonNode> add = row -> count[0] += row.get(0).asLong();
    forEach(counting("service_metrics_hourly", "hour", version), from, to, add);
    forEach(counting("error_trends_5min", "bucket", version), from, to, add);
    return count[0];
  }

  private static String counting(String table, String start, long version) {
    return """
    SELECT count() FROM %1$s FINAL
    WHERE version >= %3$d AND %2$s >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
      AND %2$s < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
    """
        .formatted(table, start, version);
  }

  private void forEach(String sql, Instant from, Instant to, Consumer<JsonNode> consumer) {
    clickHouse.read(
        sql + " SETTINGS output_format_json_quote_64bit_integers = 0",
        Map.of("from", from.toEpochMilli(), "to", to.toEpochMilli()),
        "JSONCompactEachRow",
        answer -> forEachRow(answer, consumer));
  }

  private static void forEachRow(InputStream answer, Consumer<JsonNode> consumer)
      throws IOException {
    try (JsonParser rows = JSON.createParser(answer)) {
      while (rows.nextToken() != null) {
        consumer.accept(rows.readValueAsTree());
      }
    }
  }
}
