package dev.tailrace.event;

import dev.tailrace.event.EntityMutation.Ends;
import dev.tailrace.event.Invocation.Message;
import java.util.EnumMap;

/// Reads one mutation message and holds it to the contract:
///
/// `{event_type, mutation_type, entity_ns, entity_id, entity_type, entity_kind?, data, metadata?}`
///
/// where `data` is an object, or a string that holds one, with `after` and perhaps `before`.
/// `after` is the complete state: a create and an update must have it, a delete needs none. A
/// relationship (`entity_kind: "relationship"`) has `from_ns`, `from_id`, `to_ns` and `to_id` in
/// `data`.
///
/// Holds the last message read. Not thread-safe.
final class MutationReader {
  private enum Field {
    MUTATION_TYPE,
    ENTITY_NS,
    ENTITY_ID,
    ENTITY_TYPE,
    ENTITY_KIND,
    DATA,
    METADATA,
    OTHER
  }

  private enum DataField {
    AFTER,
    BEFORE,
    FROM_NS,
    FROM_ID,
    TO_NS,
    TO_ID,
    OTHER
  }

  private static final FieldNames<Field> FIELDS = FieldNames.lowerCase(Field.class, Field.OTHER);
  private static final FieldNames<DataField> DATA_FIELDS =
      FieldNames.lowerCase(DataField.class, DataField.OTHER);

  private final JsonCursor cursor = new JsonCursor();
  private final EnumMap<Field, JsonText> fields = new EnumMap<>(Field.class);
  private final EnumMap<DataField, JsonText> dataFields = new EnumMap<>(DataField.class);
  private MutationType mutationType;
  private String entityNs;
  private String entityId;
  private String entityType;
  private JsonText data;
  private Ends ends;
  private Long timestamp;

  /// @throws JsonException that names the field and the value that break the contract
  void read(Message message) {
    readFields(message.json());
    mutationType = mutationType(fields.get(Field.MUTATION_TYPE));
    entityNs = EntityKey.namespace("entity_ns", fields.get(Field.ENTITY_NS));
    entityId = EntityKey.id("entity_id", fields.get(Field.ENTITY_ID));
    entityType = entityType(fields.get(Field.ENTITY_TYPE));
    readData(fields.get(Field.DATA));
    requireAfter();
    ends = isRelationship(fields.get(Field.ENTITY_KIND)) ? readEnds() : null;
    timestamp = time(message.timestamp());
  }

  MutationType mutationType() {
    return mutationType;
  }

  String entityNs() {
    return entityNs;
  }

  String entityId() {
    return entityId;
  }

  String entityType() {
    return entityType;
  }

  /// The data as an object, or null.
  JsonText data() {
    return data;
  }

  JsonText metadata() {
    return fields.get(Field.METADATA);
  }

  /// The state after the change; null for a delete.
  JsonText after() {
    return mutationType == MutationType.DELETE ? null : dataFields.get(DataField.AFTER);
  }

  JsonText before() {
    JsonText before = dataFields.get(DataField.BEFORE);
    return before != null && before.isObject() ? before : null;
  }

  /// What a relationship joins; null for a thing.
  Ends ends() {
    return ends;
  }

  /// When it was announced, Unix epoch milliseconds; null when the message does not say.
  Long timestamp() {
    return timestamp;
  }

  static JsonException invalid(String message) {
    return new JsonException(DeadLetterReason.INVALID_MUTATION, message);
  }

  static JsonException invalid(String field, JsonText value, String rule) {
    return invalid(
        value == null
            ? "%s is missing: %s".formatted(field, rule)
            : "%s is %s: %s".formatted(field, value.shown(), rule));
  }

  private void readFields(JsonText message) {
    fields.clear();
    cursor.reset(message);
    cursor.enterObject();
    while (cursor.nextField()) {
      Field field = cursor.field(FIELDS);
      if (cursor.atNull()) {
        fields.remove(field);
        cursor.skipValue();
      } else {
        fields.put(field, field == Field.METADATA ? cursor.cleanText() : cursor.rawText());
      }
    }
  }

  private void readData(JsonText value) {
    dataFields.clear();
    data = null;
    if (value == null) {
      return;
    }
    cursor.reset(value.isString() ? held(value) : value);
    if (cursor.peek() != '{') {
      throw invalid("data", value, "it must be an object, or a string that holds one");
    }
    int start = cursor.position();
    cursor.enterObject();
    while (cursor.nextField()) {
      DataField field = cursor.field(DATA_FIELDS);
      if (cursor.atNull()) {
        dataFields.remove(field);
        cursor.skipValue();
      } else {
        boolean state = field == DataField.AFTER || field == DataField.BEFORE;
        dataFields.put(field, state ? cursor.cleanText() : cursor.rawText());
      }
    }
    data = cursor.cleanText(start);
  }

  /// The JSON in a string, checked.
  private JsonText held(JsonText value) {
    JsonText held = JsonText.of(PlainText.of(value));
    try {
      cursor.reset(held);
      cursor.skipValue();
      cursor.expectEnd();
      return held;
    } catch (JsonException e) {
      throw invalid("data", value, "as text it must hold a JSON object, but " + e.getMessage());
    }
  }

  private void requireAfter() {
    if (mutationType == MutationType.DELETE) {
      return;
    }
    JsonText after = dataFields.get(DataField.AFTER);
    if (after == null || !after.isObject()) {
      throw invalid(
          "data.after",
          after,
          "a mutation of type %s must have the complete state there, as an object"
              .formatted(mutationType.text()));
    }
  }

  private Ends readEnds() {
    JsonText fromNs = dataFields.get(DataField.FROM_NS);
    JsonText fromId = dataFields.get(DataField.FROM_ID);
    JsonText toNs = dataFields.get(DataField.TO_NS);
    JsonText toId = dataFields.get(DataField.TO_ID);
    if (mutationType == MutationType.DELETE
        && fromNs == null
        && fromId == null
        && toNs == null
        && toId == null) {
      return Ends.UNNAMED;
    }
    return new Ends(
        EntityKey.namespace("data.from_ns", fromNs),
        EntityKey.id("data.from_id", fromId),
        EntityKey.namespace("data.to_ns", toNs),
        EntityKey.id("data.to_id", toId));
  }

  private static MutationType mutationType(JsonText value) {
    String text = value != null && value.isString() ? PlainText.of(value) : "";
    for (MutationType type : MutationType.values()) {
      if (type.text().equals(text)) {
        return type;
      }
    }
    throw invalid("mutation_type", value, "it must be create, update or delete");
  }

  private static String entityType(JsonText value) {
    if (value != null && !(value.isString() && value.isClean())) {
      throw invalid(
          "entity_type", value, "it must be a string without U+0000 or half a surrogate pair");
    }
    return PlainText.ofSome(value).orElse(null);
  }

  private static boolean isRelationship(JsonText value) {
    String text = value == null ? "thing" : PlainText.of(value);
    return switch (text) {
      case "relationship" -> true;
      case "thing" -> false;
      default -> throw invalid("entity_kind", value, "it must be thing or relationship");
    };
  }

  private Long time(JsonText value) {
    if (value == null) {
      return null;
    }
    cursor.reset(value);
    Long time = Timestamps.orNull(cursor.numberOrNaN());
    if (time == null) {
      throw invalid(
          "timestamp",
          value,
          "it must lie in 1970-01-01 to 2299-12-31, in Unix epoch milliseconds");
    }
    return time;
  }
}
