package dev.tailrace.serde;

import dev.tailrace.schema.AlarmEvent;
import dev.tailrace.schema.CustomEvent;
import dev.tailrace.schema.DeadLetter;
import dev.tailrace.schema.DiagnosticsChannelEvent;
import dev.tailrace.schema.EmailEvent;
import dev.tailrace.schema.Event;
import dev.tailrace.schema.FetchEvent;
import dev.tailrace.schema.Mutation;
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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;

/// Records of every type, full and empty, with every branch of every union and with the texts
/// that encoders get wrong.
final class Records {
  static final String LONG_ASCII = "a log line, repeated; ".repeat(400);
  static final String HARD_TEXT =
      "umlaut ü, euro €, emoji \uD83D\uDE80, U+2028 \u2028, U+0000 \u0000";

  private Records() {}

  static List<SpecificRecord> all() {
    List<SpecificRecord> records = new ArrayList<>();
    records.add(fullEvent());
    records.add(emptyEvent());
    records.add(mutation());
    records.add(deadLetter());
    records.add(TailEvent.newBuilder().build());
    triggers().forEach(trigger -> records.add(tailEvent(trigger)));
    return records;
  }

  static Event fullEvent() {
    Event event = emptyEvent();
    event.setMutationType("update");
    event.setEntityNs("github.com/repos");
    event.setEntityId("dot-do/workers");
    event.setEntityType("repo");
    event.setDispatchNamespace("production");
    event.setEntrypoint("Admin");
    event.setScriptVersion("0190c0de-0000-7000-8000-000000000000");
    event.setDurableObjectId("ab".repeat(32));
    event.setExecutionModel("durableObject");
    event.setScriptTags(List.of("a", "", HARD_TEXT));
    event.setUrl("https://example.com/?q=" + "x".repeat(41));
    event.setMethod("GET");
    event.setCfRay("8f0e1d2c3b4a5968-AMS");
    event.setUserAgent("y".repeat(40));
    event.setIp("2001:db8::1");
    event.setColo("AMS");
    event.setCountry("NL");
    event.setStatus(599);
    event.setRpcMethod("go");
    event.setQueueName("q");
    event.setQueueBatchSize(Integer.MAX_VALUE);
    event.setEmailTo("a@example.com");
    event.setScheduledTime(Instant.ofEpochMilli(-1));
    event.setCron("*/5 * * * *");
    event.setErrorType("TypeError");
    event.setErrorMessage(HARD_TEXT);
    event.setData("{\"after\":{\"näme\":1}}");
    event.setMetadata("{}");
    event.setLogs(LONG_ASCII + HARD_TEXT);
    event.setExceptions(LONG_ASCII);
    event.setHasException(true);
    event.setTruncated(true);
    return event;
  }

  static Event emptyEvent() {
    Instant time = Instant.ofEpochMilli(1_795_000_000_123L);
    return Event.newBuilder()
        .setUlid("01KAE0000000000000000000AA")
        .setTimestamp(time)
        .setEventTimestamp(time.minusMillis(250))
        .setEventType("log")
        .setEventName("shop.fetch.ok")
        .setScriptName("shop")
        .setWorkerName("shop")
        .setOutcome("ok")
        .setSeverity("info")
        .setCategory("success")
        .setClassifiedBy("success")
        .setHasException(false)
        .setCpuTime(Long.MIN_VALUE)
        .setWallTime(Long.MAX_VALUE)
        .setLogCount(-64)
        .setExceptionCount(64)
        .setTruncated(false)
        .setPipelineInstance("p1")
        .setPipelineBatchId("01KAE0000000000000000000BB")
        .setRetryCount(0)
        .setSourceTopic("tail.raw")
        .setSourcePartition(3)
        .setSourceOffset(1L << 40)
        .build();
  }

  static Mutation mutation() {
    return Mutation.newBuilder()
        .setVersion("01KAE0000000000000000000CC")
        .setEventTimestamp(Instant.EPOCH)
        .setMutationType("create")
        .setEntityKind("relationship")
        .setEntityNs("a/b")
        .setEntityId("id#variant")
        .setFromNs("a")
        .setAfter("{}")
        .setScriptName("shop")
        .setSourceTopic("tail.raw")
        .setSourcePartition(0)
        .setSourceOffset(0)
        .build();
  }

  static DeadLetter deadLetter() {
    return new DeadLetter(
        "json", HARD_TEXT, "tail.raw", 1, 2L, Instant.ofEpochMilli(1_795_000_000_123L), "p1");
  }

  private static List<SpecificRecord> triggers() {
    Map<String, String> headers = new TreeMap<>(Map.of("accept", "*/*", "x-ü", HARD_TEXT));
    return List.of(
        new FetchEvent("https://example.com", "GET", headers, "{\"colo\":\"AMS\"}", 200),
        new FetchEvent("", "", Map.of(), null, null),
        new RpcEvent(""),
        new EmailEvent("a@example.com", "b@example.com", 1L << 33),
        new ScheduledEvent("0 * * * *", 1_795_000_000_000L),
        new AlarmEvent(0L),
        new QueueEvent("q", 0),
        new WebSocketEvent("close", 1006, false),
        new WebSocketEvent("message", null, null),
        new TailConsumeEvent(Arrays.asList("a", null, "b")),
        new CustomEvent());
  }

  private static TailEvent tailEvent(Object trigger) {
    return TailEvent.newBuilder()
        .setWallTime(12)
        .setTruncated(true)
        .setScriptTags(List.of("t"))
        .setScriptVersion(new ScriptVersion("id", null, "message"))
        .setDiagnosticsChannelEvents(
            List.of(
                new DiagnosticsChannelEvent("c", null, 1L),
                new DiagnosticsChannelEvent("d", "{\"a\":1}", 2L)))
        .setExceptions(List.of(new TailException("E", "", "    at f", 3L)))
        .setLogs(List.of(new TailLog("warn", "[\"a\"]", "[null]", 4L)))
        .setEventTimestamp(1_795_000_000_000L)
        .setEvent(trigger)
        .build();
  }
}
