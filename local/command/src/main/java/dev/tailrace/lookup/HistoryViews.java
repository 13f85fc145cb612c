package dev.tailrace.lookup;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tailrace.stack.ClickHouseHttp;
import dev.tailrace.stack.StackException;
import dev.tailrace.things.EntityKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Questions to ClickHouse's views of the history, and what stands in the rows of their answers.
record HistoryViews(ClickHouseHttp clickHouse) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /// The rows of an answer.
  List<JsonNode> rows(String sql, Map<String, String> parameters) {
    List<JsonNode> rows = new ArrayList<>();
    try {
      clickHouse.read(
          sql,
          parameters,
          "JSONCompactEachRow",
          answer -> {
            try (JsonParser in = JSON.createParser(answer)) {
              while (in.nextToken() != null) {
                rows.add(in.readValueAsTree());
              }
            }
          });
    } catch (StackException e) {
      boolean lacksViews = // a view with parameters is called as a function
          e.getMessage().contains("UNKNOWN_TABLE") || e.getMessage().contains("UNKNOWN_FUNCTION");
      throw lacksViews ? withoutViews(e) : e;
    }
    return rows;
  }

  private IllegalStateException withoutViews(StackException e) {
    return new IllegalStateException(
        "ClickHouse at %s, database %s, lacks the views of the history: make them with tailrace schema apply"
            .formatted(clickHouse.endpoint().url(), clickHouse.database()),
        e);
  }

  /// The key in two columns.
  static EntityKey key(JsonNode row, int at) {
    return new EntityKey(row.get(at).asText(), row.get(at + 1).asText());
  }

  /// The time in a column with Unix epoch milliseconds.
  static Instant time(JsonNode millis) {
    return Instant.ofEpochMilli(millis.asLong());
  }

  /// The text in a column; null when there is none.
  static String textOrNull(JsonNode value) {
    return value.isNull() ? null : value.asText();
  }
}
