package dev.tailrace.event;

import dev.tailrace.event.Invocation.Message;
import java.util.ArrayList;
import java.util.List;

/// Reads the array `diagnosticsChannelEvents` and keeps the messages that call themselves a
/// mutation, whatever their channel: objects with `event_type: "mutation"`.
final class DiagnosticsReader {
  private enum Field {
    MESSAGE("message"),
    TIMESTAMP("timestamp"),
    OTHER(null);

    final String json;

    Field(String json) {
      this.json = json;
    }
  }

  private enum MessageField {
    EVENT_TYPE,
    OTHER
  }

  private static final FieldNames<Field> FIELDS =
      new FieldNames<>(Field.class, Field.OTHER, field -> field.json);
  private static final FieldNames<MessageField> MESSAGE_FIELDS =
      new FieldNames<>(MessageField.class, MessageField.OTHER, _ -> "event_type");

  private final JsonCursor cursor;
  private final StringCache cache;

  DiagnosticsReader(JsonCursor cursor, StringCache cache) {
    this.cursor = cursor;
    this.cache = cache;
  }

  /// Reads the array the cursor stands on.
  List<Message> read() {
    List<Message> mutations = List.of();
    cursor.enterArray();
    while (cursor.nextElement()) {
      if (cursor.peek() != '{') {
        cursor.skipValue();
        continue;
      }
      Message mutation = readEntry();
      if (mutation != null) {
        mutations = mutations.isEmpty() ? new ArrayList<>() : mutations;
        mutations.add(mutation);
      }
    }
    return mutations;
  }

  /// The message, or null when it is no mutation.
  private Message readEntry() {
    JsonText message = null;
    JsonText timestamp = null;
    cursor.enterObject();
    while (cursor.nextField()) {
      switch (cursor.field(FIELDS)) {
        case MESSAGE -> message = readMessage();
        case TIMESTAMP -> timestamp = cursor.nullable();
        case OTHER -> cursor.skipValue();
      }
    }
    return message == null ? null : new Message(message, timestamp);
  }

  private JsonText readMessage() {
    if (cursor.peek() != '{') {
      cursor.skipValue();
      return null;
    }
    int start = cursor.position();
    boolean mutation = false;
    cursor.enterObject();
    while (cursor.nextField()) {
      switch (cursor.field(MESSAGE_FIELDS)) {
        case EVENT_TYPE -> mutation = "mutation".equals(cursor.textOrNull(cache));
        case OTHER -> cursor.skipValue();
      }
    }
    return mutation ? new JsonText(cursor.json(), start, cursor.position() - start) : null;
  }
}
