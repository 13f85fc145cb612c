package dev.tailrace.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tailrace.schema.AlarmEvent;
import dev.tailrace.schema.CustomEvent;
import dev.tailrace.schema.DiagnosticsChannelEvent;
import dev.tailrace.schema.EmailEvent;
import dev.tailrace.schema.FetchEvent;
import dev.tailrace.schema.QueueEvent;
import dev.tailrace.schema.RpcEvent;
import dev.tailrace.schema.ScheduledEvent;
import dev.tailrace.schema.ScriptVersion;
import dev.tailrace.schema.TailConsumeEvent;
import dev.tailrace.schema.TailEvent;
import dev.tailrace.schema.TailException;
import dev.tailrace.schema.TailLog;
import dev.tailrace.schema.WebSocketEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What a typed producer would send for an event the runtime printed as JSON.
final class TypedEvent {
  private TypedEvent() {}

  static TailEvent of(JsonNode item) {
    TailEvent event = new TailEvent();
    event.setWallTime(item.path("wallTime").asLong());
    event.setCpuTime(item.path("cpuTime").asLong());
    event.setTruncated(item.path("truncated").asBoolean());
    event.setExecutionModel(text(item, "executionModel"));
    event.setOutcome(text(item, "outcome"));
    event.setDurableObjectId(text(item, "durableObjectId"));
    List<String> tags = new ArrayList<>();
    item.path("scriptTags").forEach(tag -> tags.add(tag.asText()));
    event.setScriptTags(tags);
    event.setDispatchNamespace(text(item, "dispatchNamespace"));
    if (item.hasNonNull("scriptVersion")) {
      JsonNode version = item.get("scriptVersion");
      event.setScriptVersion(
          new ScriptVersion(text(version, "id"), text(version, "tag"), text(version, "message")));
    }
    event.setEntrypoint(text(item, "entrypoint"));
    event.setScriptName(text(item, "scriptName"));
    event.setDiagnosticsChannelEvents(diagnostics(item.path("diagnosticsChannelEvents")));
    event.setExceptions(exceptions(item.path("exceptions")));
    event.setLogs(logs(item.path("logs")));
    event.setEventTimestamp(
        item.path("eventTimestamp").isNumber() ? item.get("eventTimestamp").asLong() : null);
    event.setEvent(trigger(item.path("event")));
    return event;
  }

  private static List<DiagnosticsChannelEvent> diagnostics(JsonNode messages) {
    List<DiagnosticsChannelEvent> events = new ArrayList<>();
    for (JsonNode message : messages) {
      events.add(
          new DiagnosticsChannelEvent(
              text(message, "channel"),
              json(message, "message"),
              message.path("timestamp").asLong()));
    }
    return events;
  }

  private static List<TailException> exceptions(JsonNode thrown) {
    List<TailException> exceptions = new ArrayList<>();
    for (JsonNode one : thrown) {
      exceptions.add(
          new TailException(
              text(one, "name"),
              text(one, "message"),
              text(one, "stack"),
              one.path("timestamp").asLong()));
    }
    return exceptions;
  }

  private static List<TailLog> logs(JsonNode entries) {
    List<TailLog> logs = new ArrayList<>();
    for (JsonNode entry : entries) {
      logs.add(
          new TailLog(
              text(entry, "level"),
              json(entry, "message"),
              json(entry, "errorInfo"),
              entry.path("timestamp").asLong()));
    }
    return logs;
  }

  private static Object trigger(JsonNode event) {
    if (event.isNull() || event.isMissingNode()) {
      return null;
    }
    if (event.has("request")) {
      JsonNode request = event.get("request");
      Map<String, String> headers = new HashMap<>();
      request.path("headers").forEachEntry((name, value) -> headers.put(name, value.asText()));
      JsonNode status = event.path("response").path("status");
      return new FetchEvent(
          text(request, "url"),
          text(request, "method"),
          headers,
          json(request, "cf"),
          status.isNumber() ? status.asInt() : null);
    }
    if (event.has("rpcMethod")) {
      return new RpcEvent(text(event, "rpcMethod"));
    }
    if (event.has("rcptTo")) {
      return new EmailEvent(
          text(event, "mailFrom"), text(event, "rcptTo"), event.path("rawSize").asLong());
    }
    if (event.has("cron")) {
      return new ScheduledEvent(text(event, "cron"), event.path("scheduledTime").asLong());
    }
    if (event.has("queue")) {
      return new QueueEvent(text(event, "queue"), event.path("batchSize").asInt());
    }
    if (event.has("scheduledTime")) {
      return new AlarmEvent(Instant.parse(text(event, "scheduledTime")).toEpochMilli());
    }
    if (event.has("getWebSocketEvent")) {
      JsonNode socket = event.get("getWebSocketEvent");
      return new WebSocketEvent(
          text(socket, "webSocketEventType"),
          socket.has("code") ? socket.get("code").asInt() : null,
          socket.has("wasClean") ? socket.get("wasClean").asBoolean() : null);
    }
    if (event.has("consumedEvents")) {
      List<String> scripts = new ArrayList<>();
      event.get("consumedEvents").forEach(one -> scripts.add(text(one, "scriptName")));
      return new TailConsumeEvent(scripts);
    }
    return new CustomEvent();
  }

  private static String text(JsonNode node, String field) {
    return node.hasNonNull(field) ? node.get(field).asText() : null;
  }

  private static String json(JsonNode node, String field) {
    return node.has(field) ? node.get(field).toString() : null;
  }
}
