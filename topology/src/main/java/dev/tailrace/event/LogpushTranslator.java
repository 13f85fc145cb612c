package dev.tailrace.event;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;

/// Rewrites a Logpush `workers_trace_events` record as the `TraceItem` it was made from, so that
/// one set of rules reads both and stores see one shape.
///
/// Field names are those of Cloudflare's documentation of the dataset; any may be missing. Shippers
/// in between are known to write lower-case names, bare strings and messages outside an array
/// inside `Exceptions` and `Logs`: those are accepted too.
final class LogpushTranslator {
  private static final JsonText EMPTY = JsonText.of("\"\"");

  /// Keys of `Event` that tell the type of the event, in the order in which they decide.
  private static final List<Map.Entry<String, String>> TELLING_KEYS =
      List.of(
          entry("Request", "fetch"),
          entry("RayID", "fetch"),
          entry("RpcMethod", "worker_rpc"),
          entry("RcptTo", "email"),
          entry("Cron", "scheduled"),
          entry("Queue", "queue"),
          entry("ScheduledTimeMs", "alarm"));

  private LogpushTranslator() {}

  /// The record as `TraceItem` JSON.
  ///
  /// @param record a JSON object already known to be well-formed
  static byte[] toTraceItem(JsonText record) {
    JsonFields fields = JsonFields.of(record);
    JsonWriter out = new JsonWriter(record.length() + 256).open('{');
    out.optional("wallTime", fields.any("WallTimeMs"));
    out.optional("cpuTime", fields.any("CPUTimeMs"));
    out.optional("outcome", fields.any("Outcome"));
    out.optional("scriptTags", fields.any("ScriptTags"));
    out.optional("dispatchNamespace", fields.any("DispatchNamespace"));
    out.optional("entrypoint", fields.any("Entrypoint"));
    out.optional("scriptName", fields.any("ScriptName"));
    out.optional("eventTimestamp", fields.any("EventTimestampMs"));
    out.name("scriptVersion").open('{');
    out.optional("id", fields.object("ScriptVersion").any("ID", "id")).close('}');
    array(out, "exceptions", fields.any("Exceptions"), LogpushTranslator::exception);
    array(out, "logs", fields.any("Logs"), LogpushTranslator::log);
    event(out, fields);
    return out.close('}').toByteArray();
  }

  private interface EntryWriter {
    void write(JsonWriter out, JsonText entry);
  }

  /// Anything but an array goes on as it is: the reader of the result says what is wrong with it.
  private static void array(JsonWriter out, String name, JsonText array, EntryWriter entries) {
    if (array == null) {
      return;
    }
    JsonCursor cursor = new JsonCursor();
    cursor.reset(array);
    if (cursor.peek() != '[') {
      out.name(name).value(array);
      return;
    }
    out.name(name).open('[');
    cursor.enterArray();
    while (cursor.nextElement()) {
      entries.write(out, cursor.rawText());
    }
    out.close(']');
  }

  private static void exception(JsonWriter out, JsonText entry) {
    out.open('{');
    if (entry.isObject()) {
      JsonFields fields = JsonFields.of(entry);
      out.optional("stack", fields.any("Stack", "stack"));
      out.optional("name", fields.any("Name", "name"));
      out.optional("message", fields.any("Message", "message"));
      out.optional("timestamp", fields.any("TimestampMs", "timestampMs", "timestamp"));
    } else {
      out.name("message").value(entry);
    }
    out.close('}');
  }

  private static void log(JsonWriter out, JsonText entry) {
    out.open('{');
    if (entry.isObject()) {
      JsonFields fields = JsonFields.of(entry);
      arguments(out, fields.any("Message", "message"));
      out.optional("level", fields.any("Level", "level"));
      out.optional("timestamp", fields.any("TimestampMs", "timestampMs", "timestamp"));
    } else {
      arguments(out, entry);
    }
    out.close('}');
  }

  private static void arguments(JsonWriter out, JsonText message) {
    if (message != null && message.isArray()) {
      out.name("message").value(message);
      return;
    }
    out.name("message").open('[');
    if (message != null) {
      out.value(message);
    }
    out.close(']');
  }

  /// `EventType` decides; where it is missing, the keys of `Event`. What the event does not tell
  /// becomes an empty text, because its key must be there to decide what the event is.
  private static void event(JsonWriter out, JsonFields fields) {
    JsonFields event = fields.object("Event");
    String type = PlainText.ofSome(fields.any("EventType")).orElseGet(() -> guess(event));
    if (type.isEmpty()) {
      return;
    }
    out.name("event").open('{');
    switch (type) {
      case "fetch" -> fetch(out, event);
      case "worker_rpc" -> field(out, "rpcMethod", event.any("RpcMethod", "RPCMethod"));
      case "email" -> field(out, "rcptTo", event.any("RcptTo"));
      case "scheduled" -> {
        field(out, "cron", event.any("Cron"));
        out.optional("scheduledTime", event.any("ScheduledTimeMs", "ScheduledTime"));
      }
      case "alarm" -> field(out, "scheduledTime", event.any("ScheduledTimeMs", "ScheduledTime"));
      case "queue" -> {
        field(out, "queue", event.any("Queue"));
        out.optional("batchSize", event.any("BatchSize"));
      }
      case "hibernatable_web_socket" -> {
        out.name("getWebSocketEvent").open('{');
        out.optional("webSocketEventType", event.any("WebSocketEventType")).close('}');
      }
      default -> {
        // Some trigger that is not known yet: an event without keys is a custom one.
      }
    }
    out.close('}');
  }

  private static void fetch(JsonWriter out, JsonFields event) {
    JsonFields request = event.object("Request");
    out.name("request").open('{');
    out.optional("url", request.any("URL"));
    out.optional("method", request.any("Method"));
    out.name("headers").open('{').optional("cf-ray", event.any("RayID")).close('}').close('}');
    out.name("response").open('{');
    out.optional("status", event.object("Response").any("Status")).close('}');
  }

  private static void field(JsonWriter out, String name, JsonText valueOrNull) {
    out.name(name).value(valueOrNull == null ? EMPTY : valueOrNull);
  }

  private static String guess(JsonFields event) {
    return TELLING_KEYS.stream()
        .filter(telling -> event.has(telling.getKey()))
        .findFirst()
        .map(Map.Entry::getValue)
        .orElse("");
  }
}
