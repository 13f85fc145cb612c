package dev.tailrace.event;

import dev.tailrace.event.Parsed.Notice;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/// Reads the object `event`, which says what caused an invocation. It has no discriminator: the
/// keys decide, in the order of [#trigger]. A null counts as a missing key.
final class TriggerReader {
  private enum Field {
    REQUEST("request"),
    RESPONSE("response"),
    RPC_METHOD("rpcMethod"),
    MAIL_FROM("mailFrom"),
    RCPT_TO("rcptTo"),
    CRON("cron"),
    QUEUE("queue"),
    BATCH_SIZE("batchSize"),
    SCHEDULED_TIME("scheduledTime"),
    WEB_SOCKET("getWebSocketEvent"),
    CONSUMED_EVENTS("consumedEvents"),
    TYPE("type"),
    MESSAGE("message"),
    OTHER(null);

    final String json;

    Field(String json) {
      this.json = json;
    }
  }

  private enum WebSocketField {
    TYPE,
    OTHER
  }

  private static final FieldNames<Field> FIELDS =
      new FieldNames<>(Field.class, Field.OTHER, field -> field.json);
  private static final FieldNames<WebSocketField> WEB_SOCKET_FIELDS =
      new FieldNames<>(WebSocketField.class, WebSocketField.OTHER, _ -> "webSocketEventType");
  private static final Set<Field> NOTICE = EnumSet.of(Field.TYPE, Field.MESSAGE);

  private static final Trigger TAIL = new Trigger.Tail();
  private static final Trigger CUSTOM = new Trigger.Custom();

  private final JsonCursor cursor;
  private final StringCache cache;
  private final RequestReader request;
  private final EnumSet<Field> present = EnumSet.noneOf(Field.class);
  private String rpcMethod;
  private String recipient;
  private String cron;
  private String queue;
  private Integer batchSize;
  private Long scheduledTime;
  private String webSocketType;
  private String noticeType;
  private String noticeMessage;

  TriggerReader(JsonCursor cursor, StringCache cache) {
    this.cursor = cursor;
    this.cache = cache;
    this.request = new RequestReader(cursor, cache);
  }

  /// Reads the object the cursor stands on.
  Trigger read() {
    reset();
    cursor.enterObject();
    while (cursor.nextField()) {
      Field field = cursor.field(FIELDS);
      if (cursor.atNull()) {
        present.remove(field);
      } else {
        present.add(field);
      }
      readValue(field);
    }
    return trigger();
  }

  /// A notice of `wrangler tail` in the place of an event: `type` and `message` and nothing else.
  Optional<Notice> notice() {
    return present.equals(NOTICE) && noticeType != null && noticeMessage != null
        ? Optional.of(new Notice(noticeType, noticeMessage))
        : Optional.empty();
  }

  void reset() {
    present.clear();
    request.reset();
    rpcMethod = null;
    recipient = null;
    cron = null;
    queue = null;
    batchSize = null;
    scheduledTime = null;
    webSocketType = null;
    noticeType = null;
    noticeMessage = null;
  }

  private void readValue(Field field) {
    switch (field) {
      case REQUEST -> request.readRequest();
      case RESPONSE -> request.readResponse();
      case RPC_METHOD -> rpcMethod = cursor.textOrNull(cache);
      case RCPT_TO -> recipient = cursor.textOrNull(cache);
      case CRON -> cron = cursor.textOrNull(cache);
      case QUEUE -> queue = cursor.textOrNull(cache);
      case BATCH_SIZE -> batchSize = sizeOf(cursor.numberOrNaN());
      case SCHEDULED_TIME -> scheduledTime = readTime();
      case WEB_SOCKET -> readWebSocket();
      case TYPE -> noticeType = cursor.textOrNull(cache);
      case MESSAGE -> noticeMessage = cursor.textOrNull(cache);
      case MAIL_FROM, CONSUMED_EVENTS, OTHER -> cursor.skipValue();
    }
  }

  private Trigger trigger() {
    if (present.contains(Field.REQUEST) || present.contains(Field.RESPONSE)) {
      return request.fetch();
    }
    if (present.contains(Field.RPC_METHOD)) {
      return new Trigger.Rpc(rpcMethod);
    }
    if (present.contains(Field.MAIL_FROM) || present.contains(Field.RCPT_TO)) {
      return new Trigger.Email(recipient);
    }
    if (present.contains(Field.CRON)) {
      return new Trigger.Scheduled(cron, scheduledTime);
    }
    if (present.contains(Field.QUEUE) || present.contains(Field.BATCH_SIZE)) {
      return new Trigger.Queue(queue, batchSize);
    }
    if (present.contains(Field.SCHEDULED_TIME)) {
      return new Trigger.Alarm(scheduledTime);
    }
    if (present.contains(Field.WEB_SOCKET)) {
      return new Trigger.WebSocket(webSocketType);
    }
    return present.contains(Field.CONSUMED_EVENTS) ? TAIL : CUSTOM;
  }

  /// A cron trigger has a number here, an alarm a text: the runtime writes a Date.
  private Long readTime() {
    if (cursor.peek() == '"') {
      return Timestamps.parseIso(cursor.text());
    }
    return Timestamps.orNull(cursor.numberOrNaN());
  }

  private void readWebSocket() {
    webSocketType = null;
    if (cursor.peek() != '{') {
      cursor.skipValue();
      return;
    }
    cursor.enterObject();
    while (cursor.nextField()) {
      switch (cursor.field(WEB_SOCKET_FIELDS)) {
        case TYPE -> webSocketType = cursor.textOrNull(cache);
        case OTHER -> cursor.skipValue();
      }
    }
  }

  private static Integer sizeOf(double number) {
    return number >= 0 && number <= Integer.MAX_VALUE ? (Integer) (int) number : null;
  }
}
