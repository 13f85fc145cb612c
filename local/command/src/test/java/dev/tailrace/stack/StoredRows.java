package dev.tailrace.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tailrace.clickhouse.Endpoint;
import dev.tailrace.engines.KafkaBroker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What a stopped stack holds, for tests that compare it with what was put in.
final class StoredRows {
  private static final ObjectMapper JSON = new ObjectMapper();

  private StoredRows() {}

  /// Where a raw record lies.
  record Position(int partition, long offset) {}

  /// Every record on `tail.raw`, as text of one character per byte.
  static Map<Position, String> rawRecords(Path data) {
    Map<Position, String> records = new HashMap<>();
    try (KafkaBroker broker = KafkaBroker.start(data.resolve("kafka"), 0, Map.of());
        TopicScan scan = new TopicScan(broker.bootstrapServers(), StackTopics.RAW)) {
      scan.forEach(
          record ->
              records.put(
                  new Position(record.partition(), record.offset()),
                  new String(record.value(), StandardCharsets.ISO_8859_1)));
    }
    return records;
  }

  /// The rows of invocations by the position of their raw record, and how many mutations each has.
  static Map<Position, JsonNode> invocations(Path data) {
    Map<Position, JsonNode> rows = new HashMap<>();
    String sql =
        """
        SELECT e.*, toUnixTimestamp64Milli(timestamp) AS timestamp,
               toUnixTimestamp64Milli(event_timestamp) AS event_timestamp,
               toUnixTimestamp64Milli(scheduled_time) AS scheduled_time
        FROM events AS e WHERE event_type != 'mutation'
        SETTINGS output_format_json_quote_64bit_integers = 0
        """;
    query(
        data,
        sql,
        row ->
            rows.put(
                new Position(
                    row.get("source_partition").intValue(), row.get("source_offset").longValue()),
                row));
    return rows;
  }

  /// Rows of events in the ClickHouse of a stack that runs; empty while it is down.
  static Optional<Long> count(Path data) {
    try {
      return StackState.read(data)
          .map(state -> Endpoint.of(state.clickHouseUrl()))
          .map(
              endpoint -> new ClickHouseHttp(endpoint, "default").row("SELECT count() FROM events"))
          .map(row -> Long.parseLong(row.getFirst()));
    } catch (StackException _) {
      return Optional.empty();
    }
  }

  /// Single-row results by column name.
  static Map<String, String> counts(Path data, String sql) {
    Map<String, String> counts = new TreeMap<>();
    query(
        data,
        sql,
        row -> row.properties().forEach(f -> counts.put(f.getKey(), f.getValue().asText())));
    return counts;
  }

  private static void query(Path data, String sql, java.util.function.Consumer<JsonNode> reader) {
    Stack.withClickHouseAlone(
        data,
        endpoint -> {
          var out = new ByteArrayOutputStream();
          new ClickHouseHttp(endpoint, "default").query(sql, "JSONEachRow", out);
          out.toString(StandardCharsets.UTF_8).lines().forEach(line -> reader.accept(read(line)));
        });
  }

  private static JsonNode read(String line) {
    try {
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new AssertionError("not JSON: " + line, e);
    }
  }
}
