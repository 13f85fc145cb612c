package dev.tailrace.clickhouse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/// The recorded events as rows of `events`: classification and enrichment from the expected file,
/// everything else from the raw event, so that this module needs no other to have real data.
///
/// Ids, batches and capture times are made up: capture follows the event by two seconds, six
/// partitions take turns, a batch is 500 rows.
final class RecordedEvents {
  static final ObjectMapper JSON = new ObjectMapper();
  private static final int PARTITIONS = 6;
  private static final int BATCH_ROWS = 500;

  private final List<ObjectNode> rows = new ArrayList<>();

  private RecordedEvents() {}

  /// Invocations and valid mutations, in recorded order.
  static List<ObjectNode> rows() {
    Path samples = Path.of(System.getProperty("tailrace.samples"));
    RecordedEvents recorded = new RecordedEvents();
    try (BufferedReader raw = lines(samples.resolve("tail-events-prodlike.jsonl.gz"));
        BufferedReader expected = lines(samples.resolve("expected-prodlike.jsonl.gz"))) {
      for (String line = raw.readLine(); line != null; line = raw.readLine()) {
        recorded.add(JSON.readTree(line), (ObjectNode) JSON.readTree(expected.readLine()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return recorded.rows;
  }

  /// The rows as the body of an insert in the format JSONEachRow.
  static String jsonLines(List<ObjectNode> rows) {
    StringBuilder lines = new StringBuilder();
    for (ObjectNode row : rows) {
      lines.append(row).append('\n');
    }
    return lines.toString();
  }

  private static BufferedReader lines(Path gzipped) throws IOException {
    return new BufferedReader(
        new InputStreamReader(
            new GZIPInputStream(Files.newInputStream(gzipped)), StandardCharsets.UTF_8));
  }

  private void add(JsonNode raw, ObjectNode expected) throws JsonProcessingException {
    ObjectNode row = expected.deepCopy();
    row.remove(List.of("line", "kind", "mutations"));
    long happened = row.path("event_timestamp").asLong();
    row.put("event_timestamp", Instant.ofEpochMilli(happened).toString());
    row.put("timestamp", Instant.ofEpochMilli(happened + 2_000).toString());
    if (row.path("scheduled_time").isNumber()) {
      row.put(
          "scheduled_time", Instant.ofEpochMilli(row.path("scheduled_time").asLong()).toString());
    }
    String script = row.path("script_name").asText();
    JsonNode entrypoint = raw.path("entrypoint");
    row.put("worker_name", entrypoint.isTextual() ? script + ":" + entrypoint.asText() : script);
    row.set("entrypoint", entrypoint);
    row.set("script_version", raw.path("scriptVersion").path("id"));
    row.set("durable_object_id", raw.path("durableObjectId"));
    row.set("execution_model", raw.path("executionModel"));
    row.set("script_tags", raw.path("scriptTags"));
    JsonNode event = raw.path("event");
    row.set("colo", event.path("request").path("cf").path("colo"));
    row.set("country", event.path("request").path("cf").path("country"));
    row.set("queue_batch_size", event.path("batchSize"));
    row.put("truncated", raw.path("truncated").asBoolean());
    jsonText(row, "logs", raw.path("logs"));
    jsonText(row, "exceptions", raw.path("exceptions"));
    finish(row, 0);
    int source = rows.size() - 1;
    int mutations = 0;
    for (JsonNode message : raw.path("diagnosticsChannelEvents")) {
      if (isMutation(message.path("message"))) {
        addMutation(rows.get(source), message, ++mutations);
      }
    }
  }

  private static boolean isMutation(JsonNode message) {
    return message.path("event_type").asText().equals("mutation")
        && message.path("entity_ns").isTextual()
        && message.path("entity_id").isTextual()
        && message.path("data").isObject();
  }

  private void addMutation(ObjectNode invocation, JsonNode announced, int index)
      throws JsonProcessingException {
    JsonNode message = announced.path("message");
    ObjectNode row = JSON.createObjectNode();
    for (String kept :
        List.of("timestamp", "script_name", "dispatch_namespace", "worker_name", "outcome")) {
      row.set(kept, invocation.get(kept));
    }
    row.put(
        "event_timestamp", Instant.ofEpochMilli(announced.path("timestamp").asLong()).toString());
    row.put("event_type", "mutation");
    for (String given : List.of("mutation_type", "entity_ns", "entity_id", "entity_type")) {
      row.set(given, message.path(given));
    }
    row.put("entity_kind", message.path("entity_kind").asText("thing"));
    row.put(
        "event_name",
        "%s.mutation.%s.%s"
            .formatted(
                row.path("script_name").asText(),
                row.path("mutation_type").asText(),
                row.path("outcome").asText()));
    row.put("severity", "info").put("category", "success").put("classified_by", "mutation");
    row.put("data", JSON.writeValueAsString(message.path("data")));
    jsonText(row, "metadata", message.path("metadata"));
    finish(row, index);
  }

  private static void jsonText(ObjectNode row, String column, JsonNode json)
      throws JsonProcessingException {
    if (!json.isMissingNode() && !json.isEmpty()) {
      row.put(column, JSON.writeValueAsString(json));
    }
  }

  /// Adds ids and where the row comes from, and leaves out what is absent.
  private void finish(ObjectNode row, int subIndex) {
    int number = rows.size();
    row.put("ulid", "01JD%020d%02d".formatted(number, subIndex));
    row.put("pipeline_instance", "recorded");
    row.put("pipeline_batch_id", "01JD%022d".formatted(number / BATCH_ROWS));
    row.put("source_topic", "tail.raw");
    row.put("source_partition", number % PARTITIONS);
    row.put("source_offset", number / PARTITIONS);
    row.properties()
        .removeIf(column -> column.getValue().isMissingNode() || column.getValue().isNull());
    // A lone half of a surrogate pair cannot be sent as UTF-8.
    row.properties()
        .forEach(
            column -> {
              if (column.getValue().isTextual()) {
                column.setValue(
                    TextNode.valueOf(column.getValue().asText().replaceAll("\\p{Cs}", "\uFFFD")));
              }
            });
    rows.add(row);
  }
}
