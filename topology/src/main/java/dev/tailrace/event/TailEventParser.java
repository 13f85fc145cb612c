package dev.tailrace.event;

import dev.tailrace.event.Parsed.Unreadable;
import dev.tailrace.event.TraceItemReader.Field;

/// Reads one raw record: a `TraceItem` of the Workers runtime, a notice of `wrangler tail`, or a
/// Logpush `workers_trace_events` record, told apart by their keys. Keys come in any order, unknown
/// ones are passed over, of a key that comes twice the last counts, and anything may be null.
///
/// Typed events (Avro) are rendered as `TraceItem` JSON and read by the same rules.
///
/// Not thread-safe: one parser per thread, reused for every record.
public final class TailEventParser {
  /// How deep arrays and objects may nest. The runtime's own events reach 14 levels.
  public static final int MAX_DEPTH = 1_000;

  private final JsonCursor cursor = new JsonCursor();
  private final TraceItemReader item = new TraceItemReader(cursor);

  /// Never throws for bad input: what cannot be read is [Parsed.Unreadable]. The result may hold
  /// views of `json`, which must not be changed afterwards.
  public Parsed parse(byte[] json) {
    try {
      return read(json);
    } catch (JsonException e) {
      return new Unreadable(e.reason(), e.getMessage());
    }
  }

  private Parsed read(byte[] json) {
    cursor.reset(json);
    switch (cursor.peek()) {
      case -1 -> throw new JsonException(DeadLetterReason.EMPTY_VALUE, empty(json));
      case '{' -> item.read();
      case '[' ->
          throw new JsonException(
              DeadLetterReason.BATCH,
              "a JSON array, which is a batch of events: publish each of its elements as a record");
      default -> throw notAnObject();
    }
    cursor.expectEnd();
    return decide(json);
  }

  /// Which form the object has. A key of a `TraceItem` outweighs all others: other forms borrow
  /// single names.
  private Parsed decide(byte[] json) {
    if (hasAny(Field.OUTCOME, Field.EVENT_TIMESTAMP, Field.SCRIPT_NAME)) {
      return item.invocation();
    }
    if (hasAny(
        Field.LOGPUSH_EVENT_TYPE,
        Field.LOGPUSH_TIMESTAMP,
        Field.LOGPUSH_OUTCOME,
        Field.LOGPUSH_SCRIPT_NAME)) {
      return readLogpush(json);
    }
    if (item.has(Field.STREAM_INVOCATION) && item.has(Field.STREAM_SPAN)) {
      throw new JsonException(
          DeadLetterReason.STREAMING_TAIL,
          "an event of a streaming tail handler (tailStream), which is not accepted: forward what"
              + " the handler tail(events) is given");
    }
    return item.notice()
        .<Parsed>map(notice -> notice)
        .orElseThrow(
            () ->
                new JsonException(
                    DeadLetterReason.UNKNOWN_FORM,
                    "a JSON object in no accepted form: it has neither outcome, eventTimestamp or"
                        + " scriptName (tail event) nor EventType, EventTimestampMs, Outcome or"
                        + " ScriptName (Logpush)"));
  }

  private Parsed readLogpush(byte[] json) {
    cursor.reset(json);
    cursor.reset(LogpushTranslator.toTraceItem(cursor.rawText()));
    try {
      item.read();
    } catch (JsonException e) {
      throw new JsonException(
          e.reason(), "Logpush record, read as a tail event: " + e.getMessage());
    }
    return item.invocation();
  }

  private boolean hasAny(Field... fields) {
    for (Field field : fields) {
      if (item.has(field)) {
        return true;
      }
    }
    return false;
  }

  private JsonException notAnObject() {
    int start = cursor.position();
    String kind = ValueKind.startingWith(cursor.peek());
    cursor.skipValue();
    cursor.expectEnd();
    return new JsonException(
        DeadLetterReason.NOT_AN_OBJECT,
        "JSON, but %s (%s) where an event is an object".formatted(kind, cursor.shown(start)));
  }

  private static String empty(byte[] json) {
    return json.length == 0
        ? "no bytes at all where an event should be"
        : "nothing but white space (%,d bytes) where an event should be".formatted(json.length);
  }
}
