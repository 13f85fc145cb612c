package dev.tailrace.event;

import java.util.LinkedHashMap;
import java.util.Map;

/// The fields of one JSON object by name, for formats too rare to be worth a reader without a map.
/// Fields that are null are left out; of a name that comes twice the last counts.
final class JsonFields {
  private final Map<String, JsonText> values = new LinkedHashMap<>();

  private JsonFields() {}

  /// The fields of a checked JSON value; none when it is no object.
  static JsonFields of(JsonText value) {
    JsonFields fields = new JsonFields();
    JsonCursor cursor = new JsonCursor();
    cursor.reset(value);
    if (cursor.peek() == '{') {
      cursor.enterObject();
      while (cursor.nextField()) {
        String name = cursor.fieldName();
        JsonText field = cursor.nullable();
        if (field == null) {
          fields.values.remove(name);
        } else {
          fields.values.put(name, field);
        }
      }
    }
    return fields;
  }

  /// The value of the first of these names that is there, or null.
  JsonText any(String... names) {
    for (String name : names) {
      JsonText value = values.get(name);
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  /// As [#any], but an object's fields: none when it is missing or no object.
  JsonFields object(String... names) {
    JsonText value = any(names);
    return value == null ? new JsonFields() : of(value);
  }

  boolean has(String name) {
    return values.containsKey(name);
  }
}
