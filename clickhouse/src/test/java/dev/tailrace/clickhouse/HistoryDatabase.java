package dev.tailrace.clickhouse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tailrace.engines.ClickHouseServer;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A server whose `events` hold mutations, and questions to the views of the history.
final class HistoryDatabase implements AutoCloseable {
  static final String NAME = "history";

  private final ClickHouseServer server;
  private final SqlOverHttp engine;

  private HistoryDatabase(ClickHouseServer server) {
    this.server = server;
    this.engine = new SqlOverHttp(server.url());
  }

  static HistoryDatabase start(Path directory) {
    HistoryDatabase database = new HistoryDatabase(ClickHouseServer.start(directory, 0));
    try (ClickHouseSchema schema =
        new ClickHouseSchema(
            Endpoint.of(database.server.url()),
            Placeholders.of(NAME).withRetentionDays(RecordedDatabase.LONG_DAYS))) {
      schema.apply();
    }
    return database;
  }

  SqlOverHttp engine() {
    return engine;
  }

  String url() {
    return server.url();
  }

  void insert(List<Change> changes) {
    engine.insert(NAME, "events", changes.stream().map(Change::row).toList());
  }

  List<Map<String, String>> history(String ns, String id) {
    return rows(
        "thing_history WHERE ns = {ns:String} AND id = {id:String} ORDER BY version", ns, id);
  }

  List<Map<String, String>> thing(String ns, String id, Instant at) {
    return rows(
        "thing_as_of(ns = {ns:String}, id = {id:String}, t = %s)".formatted(text(at)), ns, id);
  }

  List<Map<String, String>> things(Instant at) {
    return rows("things_as_of(t = %s) ORDER BY ns, id".formatted(text(at)), "", "");
  }

  List<Map<String, String>> relationships(String ns, String id, Instant at) {
    return rows(
        "relationships_as_of(ns = {ns:String}, id = {id:String}, t = %s) ORDER BY ns, id"
            .formatted(text(at)),
        ns,
        id);
  }

  private List<Map<String, String>> rows(String from, String ns, String id) {
    String answer =
        engine
            .post(
                Map.of("database", NAME, "param_ns", escaped(ns), "param_id", escaped(id)),
                "SELECT * FROM " + from + " FORMAT JSONEachRow")
            .body();
    return answer.lines().map(HistoryDatabase::row).toList();
  }

  /// Parameters over HTTP are read as a field of TSV.
  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n");
  }

  private static String text(Instant at) {
    return "'" + ExpectedRows.clickHouseTime(at) + "'";
  }

  private static Map<String, String> row(String line) {
    try {
      Map<String, String> row = new LinkedHashMap<>();
      RecordedEvents.JSON
          .readTree(line)
          .properties()
          .forEach(
              column ->
                  row.put(
                      column.getKey(),
                      column.getValue().isNull() ? null : column.getValue().asText()));
      return row;
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A mutation as `events` holds it.
  ///
  /// @param kind null in rows from before the column
  /// @param type as the worker gave it, or null
  /// @param data JSON text without white space, or null
  record Change(
      String version,
      Instant at,
      String mutation,
      String kind,
      String ns,
      String id,
      String type,
      String data) {
    static Change of(ObjectNode row) {
      return new Change(
          text(row, "ulid"),
          Instant.parse(text(row, "event_timestamp")),
          text(row, "mutation_type"),
          text(row, "entity_kind"),
          text(row, "entity_ns"),
          text(row, "entity_id"),
          text(row, "entity_type"),
          text(row, "data"));
    }

    private static String text(ObjectNode row, String column) {
      JsonNode value = row.get(column);
      return value == null ? null : value.asText();
    }

    boolean isDelete() {
      return mutation.equals("delete");
    }

    Change withId(String other) {
      return new Change(version, at, mutation, kind, ns, other, type, data);
    }

    ObjectNode row() {
      ObjectNode row = RecordedEvents.JSON.createObjectNode();
      row.put("ulid", version);
      row.put("timestamp", at.plusSeconds(2).toString());
      row.put("event_timestamp", at.toString());
      row.put("event_type", "mutation");
      row.put("event_name", "shop.mutation.%s.ok".formatted(mutation));
      row.put("mutation_type", mutation);
      row.put("entity_ns", ns);
      row.put("entity_id", id);
      row.put("entity_type", type);
      row.put("entity_kind", kind);
      row.put("script_name", "shop").put("worker_name", "shop").put("outcome", "ok");
      row.put("severity", "info").put("category", "success").put("classified_by", "mutation");
      row.put("data", data);
      row.put("metadata", "{\"actor\":\"u\"}");
      row.put("source_topic", "tail.raw").put("source_partition", 3).put("source_offset", 7);
      return row;
    }
  }

  /// Makes changes one after the other: each has a higher version, at the time it is given.
  static final class Changes {
    private final List<Change> all = new ArrayList<>();
    private int next;

    List<Change> all() {
      return all;
    }

    /// A text that sorts as the ulids of one worker do.
    String version() {
      return "01JD%022d".formatted(next++);
    }

    Change add(Instant at, String mutation, String kind, String ns, String id, String data) {
      Change change = new Change(version(), at, mutation, kind, ns, id, "Order", data);
      all.add(change);
      return change;
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
