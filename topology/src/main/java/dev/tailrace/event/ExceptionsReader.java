package dev.tailrace.event;

import dev.tailrace.event.Invocation.Exceptions;
import dev.tailrace.event.Invocation.Thrown;

/// Reads the array `exceptions`: copies it whole, and finds the first, which classification needs.
///
/// An entry is `{name, message, stack?, timestamp}`. A bare value in its place is its message.
final class ExceptionsReader {
  private enum Field {
    NAME("name"),
    MESSAGE("message"),
    STACK("stack"),
    OTHER(null);

    final String json;

    Field(String json) {
      this.json = json;
    }
  }

  private static final FieldNames<Field> FIELDS =
      new FieldNames<>(Field.class, Field.OTHER, field -> field.json);

  private final JsonCursor cursor;

  ExceptionsReader(JsonCursor cursor) {
    this.cursor = cursor;
  }

  /// Reads the array the cursor stands on.
  Exceptions read() {
    int start = cursor.position();
    int outer = cursor.takeMarks();
    int count = 0;
    Thrown first = null;
    cursor.enterArray();
    while (cursor.nextElement()) {
      if (count++ == 0) {
        first = readThrown();
      } else {
        cursor.skipValue();
      }
    }
    Exceptions exceptions =
        count == 0 ? Exceptions.NONE : new Exceptions(count, cursor.cleanText(start), first);
    cursor.addMarks(outer);
    return exceptions;
  }

  private Thrown readThrown() {
    if (cursor.peek() != '{') {
      return new Thrown(null, cursor.nullable(), null);
    }
    JsonText name = null;
    JsonText message = null;
    JsonText stack = null;
    cursor.enterObject();
    while (cursor.nextField()) {
      switch (cursor.field(FIELDS)) {
        case NAME -> name = cursor.nullable();
        case MESSAGE -> message = cursor.nullable();
        case STACK -> stack = cursor.nullable();
        case OTHER -> cursor.skipValue();
      }
    }
    return new Thrown(name, message, stack);
  }
}
