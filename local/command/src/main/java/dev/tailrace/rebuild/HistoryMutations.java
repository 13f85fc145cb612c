package dev.tailrace.rebuild;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tailrace.stack.ClickHouseHttp;
import dev.tailrace.things.MutationFields;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.function.Consumer;

/// The mutations that ClickHouse has of all entities, as they were announced.
public final class HistoryMutations {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String ALL =
      """
      SELECT version, toUnixTimestamp64Milli(event_timestamp), mutation_type, kind, ns, id,
        entity_type, from_ns, from_id, to_ns, to_id, after
      FROM thing_history
      SETTINGS output_format_json_quote_64bit_integers = 0
      """;

  private final ClickHouseHttp clickHouse;

  /// @param clickHouse with Tailrace's tables
  public HistoryMutations(ClickHouseHttp clickHouse) {
    this.clickHouse = clickHouse;
  }

  /// Hands over every mutation, in no order, as they arrive; memory does not grow with them.
  void forEach(Consumer<MutationFields> reader) {
    clickHouse.read(ALL, Map.of(), "JSONCompactEachRow", answer -> read(answer, reader));
  }

  private static void read(InputStream answer, Consumer<MutationFields> reader) throws IOException {
    try (JsonParser rows = JSON.createParser(answer)) {
      while (rows.nextToken() != null) {
        reader.accept(fields(rows.readValueAsTree()));
      }
    }
  }

  private static MutationFields fields(JsonNode row) {
    return new MutationFields(
        text(row, 0),
        row.get(1).asLong(),
        text(row, 2),
        text(row, 3),
        text(row, 4),
        text(row, 5),
        text(row, 6),
        text(row, 7),
        text(row, 8),
        text(row, 9),
        text(row, 10),
        text(row, 11));
  }

  private static String text(JsonNode row, int column) {
    return row.get(column).isNull() ? null : row.get(column).asText();
  }
}
