package dev.tailrace.sink.avro;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tailrace.schema.Event;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.avro.Schema;

/// Events as the topology makes them, from the recorded ones in the samples.
public final class RecordedEvents {
  private static final ObjectMapper JSON = new ObjectMapper();

  private RecordedEvents() {}

  /// The first events of the recordings, at most so many.
  public static List<Event> recorded(int most) {
    List<Event> events = new ArrayList<>();
    try (BufferedReader expected = lines("expected-prodlike.jsonl.gz");
        BufferedReader raw = lines("tail-events-prodlike.jsonl.gz")) {
      for (String line = expected.readLine();
          line != null && events.size() < most;
          line = expected.readLine()) {
        events.add(event(JSON.readTree(line), JSON.readTree(raw.readLine()), events.size()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return events;
  }

  private static BufferedReader lines(String sample) throws IOException {
    Path file = Path.of(System.getProperty("tailrace.samples"), sample);
    return new BufferedReader(
        new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), UTF_8));
  }

  /// Fills every column the recording names, and the rest with something that is right in kind.
  private static Event event(JsonNode from, JsonNode raw, int number) {
    Event event = new Event();
    for (Schema.Field field : event.getSchema().getFields()) {
      JsonNode value = from.get(field.name());
      event.put(field.pos(), value(field.schema(), value, number));
    }
    event.setUlid("01JD%022d".formatted(number));
    event.setTimestamp(Instant.parse("2026-11-20T12:00:00.123Z").plusMillis(number));
    event.setSourceTopic("tail.raw");
    event.setSourceOffset(number);
    event.setPipelineInstance("instance-1");
    event.setWorkerName(event.getScriptName());
    event.setLogs(text(raw.path("logs")));
    event.setExceptions(text(raw.path("exceptions")));
    event.setExecutionModel(raw.path("executionModel").asText(null));
    JsonNode request = raw.path("event").path("request");
    event.setUserAgent(request.path("headers").path("user-agent").asText(null));
    event.setColo(request.path("cf").path("colo").asText(null));
    event.setCountry(request.path("cf").path("country").asText(null));
    return event;
  }

  private static String text(JsonNode array) {
    return array.isEmpty() ? null : array.toString();
  }

  private static Object value(Schema schema, JsonNode value, int number) {
    boolean absent = value == null || value.isNull();
    return switch (schema.getType()) {
      case UNION -> absent ? null : value(schema.getTypes().get(1), value, number);
      case STRING -> absent ? "" : value.isTextual() ? value.textValue() : value.toString();
      case BOOLEAN -> !absent && value.asBoolean();
      case INT -> absent ? 0 : value.asInt();
      case LONG ->
          schema.getLogicalType() == null
              ? (Object) (absent ? 0L : value.asLong())
              : Instant.ofEpochMilli(absent ? number : millis(value));
      case ARRAY -> {
        List<String> items = new ArrayList<>();
        if (!absent) {
          value.forEach(item -> items.add(item.asText()));
        }
        yield items;
      }
      default -> throw new IllegalArgumentException(schema.toString());
    };
  }

  private static long millis(JsonNode value) {
    return value.isNumber() ? value.asLong() : Instant.parse(value.asText()).toEpochMilli();
  }
}
