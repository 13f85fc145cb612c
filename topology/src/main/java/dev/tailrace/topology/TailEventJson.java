package dev.tailrace.topology;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.tailrace.schema.AlarmEvent;
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
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;

/// A typed event as the JSON text the runtime itself would have sent, so that one parser knows
/// what events mean. Not thread-safe.
final class TailEventJson {
  /// The runtime prints a date with exactly three digits of milliseconds.
  private static final DateTimeFormatter ISO_MILLIS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private static final JsonFactory JSON = new JsonFactory();
  private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(4_096);

  /// @throws IOException when a value cannot be written as JSON
  byte[] write(TailEvent event) throws IOException {
    buffer.reset();
    try (JsonGenerator json = JSON.createGenerator(buffer)) {
      json.writeStartObject();
      writeScalars(json, event);
      writeDiagnostics(json, event.getDiagnosticsChannelEvents());
      writeExceptions(json, event.getExceptions());
      writeLogs(json, event.getLogs());
      if (event.getEventTimestamp() == null) {
        json.writeNullField("eventTimestamp");
      } else {
        json.writeNumberField("eventTimestamp", event.getEventTimestamp());
      }
      json.writeFieldName("event");
      writeTrigger(json, event.getEvent());
      json.writeEndObject();
    }
    return buffer.toByteArray();
  }

  private static void writeScalars(JsonGenerator json, TailEvent event) throws IOException {
    json.writeNumberField("wallTime", event.getWallTime());
    json.writeNumberField("cpuTime", event.getCpuTime());
    json.writeBooleanField("truncated", event.getTruncated());
    text(json, "executionModel", event.getExecutionModel());
    text(json, "outcome", event.getOutcome());
    text(json, "durableObjectId", event.getDurableObjectId());
    if (!event.getScriptTags().isEmpty()) {
      json.writeArrayFieldStart("scriptTags");
      for (String tag : event.getScriptTags()) {
        json.writeString(tag);
      }
      json.writeEndArray();
    }
    text(json, "dispatchNamespace", event.getDispatchNamespace());
    ScriptVersion version = event.getScriptVersion();
    if (version != null) {
      json.writeObjectFieldStart("scriptVersion");
      text(json, "id", version.getId());
      text(json, "tag", version.getTag());
      text(json, "message", version.getMessage());
      json.writeEndObject();
    }
    text(json, "entrypoint", event.getEntrypoint());
    json.writeStringField("scriptName", event.getScriptName());
  }

  private static void writeDiagnostics(JsonGenerator json, List<DiagnosticsChannelEvent> events)
      throws IOException {
    json.writeArrayFieldStart("diagnosticsChannelEvents");
    for (DiagnosticsChannelEvent event : events) {
      json.writeStartObject();
      raw(json, "message", event.getMessage());
      json.writeStringField("channel", event.getChannel());
      json.writeNumberField("timestamp", event.getTimestamp());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeExceptions(JsonGenerator json, List<TailException> exceptions)
      throws IOException {
    json.writeArrayFieldStart("exceptions");
    for (TailException exception : exceptions) {
      json.writeStartObject();
      text(json, "stack", exception.getStack());
      json.writeStringField("name", exception.getName());
      json.writeStringField("message", exception.getMessage());
      json.writeNumberField("timestamp", exception.getTimestamp());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeLogs(JsonGenerator json, List<TailLog> logs) throws IOException {
    json.writeArrayFieldStart("logs");
    for (TailLog log : logs) {
      json.writeStartObject();
      raw(json, "errorInfo", log.getErrorInfo());
      raw(json, "message", log.getMessage());
      json.writeStringField("level", log.getLevel());
      json.writeNumberField("timestamp", log.getTimestamp());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeTrigger(JsonGenerator json, Object trigger) throws IOException {
    if (trigger == null) {
      json.writeNull();
      return;
    }
    json.writeStartObject();
    switch (trigger) {
      case FetchEvent fetch -> writeFetch(json, fetch);
      case RpcEvent rpc -> json.writeStringField("rpcMethod", rpc.getRpcMethod());
      case EmailEvent email -> {
        json.writeStringField("mailFrom", email.getMailFrom());
        json.writeStringField("rcptTo", email.getRcptTo());
        json.writeNumberField("rawSize", email.getRawSize());
      }
      case ScheduledEvent scheduled -> {
        json.writeStringField("cron", scheduled.getCron());
        json.writeNumberField("scheduledTime", scheduled.getScheduledTime());
      }
      case AlarmEvent alarm ->
          json.writeStringField(
              "scheduledTime", ISO_MILLIS.format(Instant.ofEpochMilli(alarm.getScheduledTime())));
      case QueueEvent queue -> {
        json.writeStringField("queue", queue.getQueue());
        json.writeNumberField("batchSize", queue.getBatchSize());
      }
      case WebSocketEvent socket -> writeWebSocket(json, socket);
      case TailConsumeEvent tail -> writeTail(json, tail);
      // An empty object is how the runtime shows every other trigger.
      default -> {}
    }
    json.writeEndObject();
  }

  private static void writeFetch(JsonGenerator json, FetchEvent fetch) throws IOException {
    json.writeObjectFieldStart("request");
    json.writeStringField("url", fetch.getUrl());
    json.writeStringField("method", fetch.getMethod());
    json.writeObjectFieldStart("headers");
    for (Map.Entry<String, String> header : fetch.getHeaders().entrySet()) {
      json.writeStringField(header.getKey(), header.getValue());
    }
    json.writeEndObject();
    raw(json, "cf", fetch.getCf());
    json.writeEndObject();
    if (fetch.getStatus() != null) {
      json.writeObjectFieldStart("response");
      json.writeNumberField("status", fetch.getStatus());
      json.writeEndObject();
    }
  }

  private static void writeWebSocket(JsonGenerator json, WebSocketEvent socket) throws IOException {
    json.writeObjectFieldStart("getWebSocketEvent");
    json.writeStringField("webSocketEventType", socket.getWebSocketEventType());
    if (socket.getCode() != null) {
      json.writeNumberField("code", socket.getCode());
    }
    if (socket.getWasClean() != null) {
      json.writeBooleanField("wasClean", socket.getWasClean());
    }
    json.writeEndObject();
  }

  private static void writeTail(JsonGenerator json, TailConsumeEvent tail) throws IOException {
    json.writeArrayFieldStart("consumedEvents");
    for (String script : tail.getConsumedScripts()) {
      json.writeStartObject();
      json.writeStringField("scriptName", script);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /// The runtime leaves out what is undefined.
  private static void text(JsonGenerator json, String name, String value) throws IOException {
    if (value != null) {
      json.writeStringField(name, value);
    }
  }

  private static void raw(JsonGenerator json, String name, String value) throws IOException {
    if (value != null) {
      json.writeFieldName(name);
      json.writeRawValue(value);
    }
  }
}
