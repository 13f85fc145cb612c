package dev.tailrace.event;

import dev.tailrace.event.Invocation.LogLine;
import dev.tailrace.event.Invocation.Logs;

/// Reads the array `logs`: copies it whole, and finds the two entries that classification may need.
///
/// An entry is `{message: [arguments], level, timestamp, errorInfo?}`. A bare value in its place,
/// or in the place of the arguments, is taken as the only argument.
final class LogsReader {
  private enum Field {
    MESSAGE("message"),
    LEVEL("level"),
    ERROR_INFO("errorInfo"),
    OTHER(null);

    final String json;

    Field(String json) {
      this.json = json;
    }
  }

  private enum InfoField {
    NAME,
    OTHER
  }

  private static final FieldNames<Field> FIELDS =
      new FieldNames<>(Field.class, Field.OTHER, field -> field.json);
  private static final FieldNames<InfoField> INFO_FIELDS =
      new FieldNames<>(InfoField.class, InfoField.OTHER, _ -> "name");
  private final JsonCursor cursor;
  private final StringCache cache;
  private int messageStart;
  private int messageEnd;
  private JsonText errorName;
  private boolean error;
  private boolean warning;

  LogsReader(JsonCursor cursor, StringCache cache) {
    this.cursor = cursor;
    this.cache = cache;
  }

  /// Reads the array the cursor stands on.
  Logs read() {
    int start = cursor.position();
    int outer = cursor.takeMarks();
    int count = 0;
    LogLine firstFailure = null;
    LogLine firstWarning = null;
    cursor.enterArray();
    while (cursor.nextElement()) {
      count++;
      readEntry();
      if (firstFailure == null && tellsOfFailure()) {
        firstFailure = line();
      }
      if (firstWarning == null && warning) {
        firstWarning = line();
      }
    }
    Logs logs =
        count == 0
            ? Logs.NONE
            : new Logs(count, cursor.cleanText(start), firstFailure, firstWarning);
    cursor.addMarks(outer);
    return logs;
  }

  private boolean tellsOfFailure() {
    return error
        || errorName != null
        || PlainText.startsWithErrorName(cursor.json(), messageStart, messageEnd);
  }

  private LogLine line() {
    JsonText message =
        messageStart == messageEnd
            ? null
            : new JsonText(cursor.json(), messageStart, messageEnd - messageStart);
    return new LogLine(message, errorName);
  }

  private void readEntry() {
    messageStart = messageEnd;
    errorName = null;
    error = false;
    warning = false;
    if (cursor.peek() != '{') {
      readMessage();
      return;
    }
    cursor.enterObject();
    while (cursor.nextField()) {
      switch (cursor.field(FIELDS)) {
        case MESSAGE -> readMessage();
        case LEVEL -> readLevel();
        case ERROR_INFO -> readErrorInfo();
        case OTHER -> cursor.skipValue();
      }
    }
  }

  private void readMessage() {
    messageStart = cursor.position();
    cursor.skipValue();
    messageEnd = cursor.position();
  }

  private void readLevel() {
    String level = cursor.textOrNull(cache);
    error = "error".equals(level);
    warning = "warn".equals(level);
  }

  /// One entry per argument, null for those that are no Error; the first name counts.
  private void readErrorInfo() {
    errorName = null;
    if (cursor.peek() != '[') {
      cursor.skipValue();
      return;
    }
    cursor.enterArray();
    while (cursor.nextElement()) {
      if (cursor.peek() == '{') {
        readErrorName();
      } else {
        cursor.skipValue();
      }
    }
  }

  private void readErrorName() {
    JsonText name = null;
    cursor.enterObject();
    while (cursor.nextField()) {
      switch (cursor.field(INFO_FIELDS)) {
        case NAME -> name = cursor.nullable();
        case OTHER -> cursor.skipValue();
      }
    }
    if (errorName == null) {
      errorName = name;
    }
  }
}
