package dev.tailrace.event;

import dev.tailrace.event.Invocation.Exceptions;
import dev.tailrace.event.Invocation.Logs;
import dev.tailrace.event.Invocation.Message;
import dev.tailrace.event.Parsed.Notice;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/// Reads the one object of a record as a `TraceItem` of the Workers runtime, in one pass, and notes
/// which keys it met, so that [TailEventParser] can tell the form of the record.
///
/// What every event has must have the right type: a wrong one refuses the record, because to leave
/// it out would silently change what the event says. Details within are taken as far as they can
/// be.
final class TraceItemReader {
  enum Field {
    OUTCOME("outcome"),
    SCRIPT_NAME("scriptName"),
    EVENT_TIMESTAMP("eventTimestamp"),
    EVENT("event"),
    LOGS("logs"),
    EXCEPTIONS("exceptions"),
    DIAGNOSTICS("diagnosticsChannelEvents"),
    CPU_TIME("cpuTime"),
    WALL_TIME("wallTime"),
    TRUNCATED("truncated"),
    EXECUTION_MODEL("executionModel"),
    DURABLE_OBJECT_ID("durableObjectId"),
    SCRIPT_TAGS("scriptTags"),
    DISPATCH_NAMESPACE("dispatchNamespace"),
    SCRIPT_VERSION("scriptVersion"),
    ENTRYPOINT("entrypoint"),
    NOTICE_TYPE("type"),
    NOTICE_MESSAGE("message"),
    STREAM_INVOCATION("invocationId"),
    STREAM_SPAN("spanContext"),
    LOGPUSH_EVENT_TYPE("EventType"),
    LOGPUSH_TIMESTAMP("EventTimestampMs"),
    LOGPUSH_OUTCOME("Outcome"),
    LOGPUSH_SCRIPT_NAME("ScriptName"),
    OTHER(null);

    final String json;

    Field(String json) {
      this.json = json;
    }
  }

  private enum VersionField {
    ID,
    OTHER
  }

  private static final FieldNames<Field> FIELDS =
      new FieldNames<>(Field.class, Field.OTHER, field -> field.json);
  private static final FieldNames<VersionField> VERSION_FIELDS =
      new FieldNames<>(VersionField.class, VersionField.OTHER, _ -> "id");
  private static final Trigger UNKNOWN = new Trigger.Unknown();

  private final JsonCursor cursor;
  private final StringCache cache = new StringCache();
  private final StrictValues values;
  private final TriggerReader triggers;
  private final LogsReader logsReader;
  private final ExceptionsReader exceptionsReader;
  private final DiagnosticsReader diagnosticsReader;
  private final EnumSet<Field> present = EnumSet.noneOf(Field.class);

  private String scriptName;
  private String dispatchNamespace;
  private String entrypoint;
  private String scriptVersion;
  private String durableObjectId;
  private String executionModel;
  private List<String> scriptTags;
  private String outcome;
  private Long eventTimestamp;
  private long cpuTime;
  private long wallTime;
  private boolean truncated;
  private Trigger trigger;
  private Logs logs;
  private Exceptions exceptions;
  private List<Message> mutations;
  private String noticeType;
  private String noticeMessage;

  TraceItemReader(JsonCursor cursor) {
    this.cursor = cursor;
    values = new StrictValues(cursor, cache);
    triggers = new TriggerReader(cursor, cache);
    logsReader = new LogsReader(cursor, cache);
    exceptionsReader = new ExceptionsReader(cursor);
    diagnosticsReader = new DiagnosticsReader(cursor, cache);
  }

  /// Reads the object the cursor stands on, to its end.
  void read() {
    reset();
    cursor.enterObject();
    while (cursor.nextField()) {
      Field field = cursor.field(FIELDS);
      present.add(field);
      readValue(field);
    }
  }

  boolean has(Field field) {
    return present.contains(field);
  }

  /// What the object says, taken as an invocation.
  Parsed invocation() {
    if (logs.count() == 0 && exceptions.count() == 0 && mutations.isEmpty()) {
      Optional<Notice> notice = triggers.notice();
      if (notice.isPresent()) {
        return notice.get();
      }
    }
    return new Invocation(
        scriptName,
        dispatchNamespace,
        entrypoint,
        scriptVersion,
        durableObjectId,
        executionModel,
        scriptTags,
        outcome,
        eventTimestamp,
        cpuTime,
        wallTime,
        truncated,
        trigger,
        logs,
        exceptions,
        mutations);
  }

  /// What the object says, taken as a notice.
  Optional<Notice> notice() {
    return noticeType == null || noticeMessage == null
        ? Optional.empty()
        : Optional.of(new Notice(noticeType, noticeMessage));
  }

  private void reset() {
    present.clear();
    scriptName = null;
    dispatchNamespace = null;
    entrypoint = null;
    scriptVersion = null;
    durableObjectId = null;
    executionModel = null;
    scriptTags = null;
    outcome = null;
    eventTimestamp = null;
    cpuTime = 0;
    wallTime = 0;
    truncated = false;
    trigger = UNKNOWN;
    triggers.reset();
    logs = Logs.NONE;
    exceptions = Exceptions.NONE;
    mutations = List.of();
    noticeType = null;
    noticeMessage = null;
  }

  private void readValue(Field field) {
    switch (field) {
      case OUTCOME -> outcome = values.text(field.json);
      case SCRIPT_NAME -> scriptName = values.text(field.json);
      case DISPATCH_NAMESPACE -> dispatchNamespace = values.text(field.json);
      case ENTRYPOINT -> entrypoint = values.text(field.json);
      case EXECUTION_MODEL -> executionModel = values.text(field.json);
      case DURABLE_OBJECT_ID -> durableObjectId = values.text(field.json);
      case SCRIPT_VERSION -> scriptVersion = values.opens('{', field.json) ? readVersion() : null;
      case SCRIPT_TAGS -> scriptTags = values.opens('[', field.json) ? readTags() : null;
      case EVENT_TIMESTAMP -> eventTimestamp = values.time(field.json);
      case CPU_TIME -> cpuTime = values.duration(field.json);
      case WALL_TIME -> wallTime = values.duration(field.json);
      case TRUNCATED -> truncated = values.flag(field.json);
      case EVENT -> trigger = values.opens('{', field.json) ? triggers.read() : UNKNOWN;
      case LOGS -> logs = values.opens('[', field.json) ? logsReader.read() : Logs.NONE;
      case EXCEPTIONS ->
          exceptions = values.opens('[', field.json) ? exceptionsReader.read() : Exceptions.NONE;
      case DIAGNOSTICS ->
          mutations = values.opens('[', field.json) ? diagnosticsReader.read() : List.of();
      case NOTICE_TYPE -> noticeType = cursor.textOrNull(cache);
      case NOTICE_MESSAGE -> noticeMessage = cursor.textOrNull(cache);
      default -> cursor.skipValue();
    }
  }

  private String readVersion() {
    String id = null;
    cursor.enterObject();
    while (cursor.nextField()) {
      switch (cursor.field(VERSION_FIELDS)) {
        case ID -> id = cursor.textOrNull(cache);
        case OTHER -> cursor.skipValue();
      }
    }
    return id;
  }

  private List<String> readTags() {
    List<String> tags = new ArrayList<>();
    cursor.enterArray();
    while (cursor.nextElement()) {
      String tag = cursor.textOrNull(cache);
      if (tag != null) {
        tags.add(tag);
      }
    }
    return tags.isEmpty() ? null : tags;
  }
}
