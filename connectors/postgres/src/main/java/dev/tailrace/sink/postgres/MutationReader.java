package dev.tailrace.sink.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tailrace.sink.avro.AvroCursor;
import dev.tailrace.sink.avro.FieldReader;
import dev.tailrace.sink.avro.Skippers;
import dev.tailrace.sink.avro.UnreadableRow;
import dev.tailrace.things.MutationFields;
import java.util.List;
import java.util.function.Consumer;
import org.apache.avro.Schema;

/// Reads mutations of one writer schema: its fields by their names, and none that is not needed.
/// Not thread-safe.
final class MutationReader {
  private final FieldReader[] fields;
  private final String schemaName;

  private String version;
  private Long eventTimestamp;
  private String mutationType;
  private String entityKind;
  private String entityNs;
  private String entityId;
  private String entityType;
  private String fromNs;
  private String fromId;
  private String toNs;
  private String toId;
  private String after;

  MutationReader(Schema schema) {
    this.schemaName = schema.getFullName();
    this.fields =
        schema.getType() == Schema.Type.RECORD
            ? schema.getFields().stream().map(this::reader).toArray(FieldReader[]::new)
            : new FieldReader[] {skipper(schema)};
  }

  MutationFields read(AvroCursor in) {
    clear();
    for (FieldReader field : fields) {
      field.read(in);
    }
    if (in.remaining() != 0) {
      throw new UnreadableRow(in.remaining() + " bytes follow the record's last field");
    }
    if (eventTimestamp == null) {
      throw new UnreadableRow("event_timestamp: a record of " + schemaName + " has none");
    }
    return new MutationFields(
        version,
        eventTimestamp,
        mutationType,
        entityKind,
        entityNs,
        entityId,
        entityType,
        fromNs,
        fromId,
        toNs,
        toId,
        after);
  }

  private void clear() {
    version = null;
    eventTimestamp = null;
    mutationType = null;
    entityKind = null;
    entityNs = null;
    entityId = null;
    entityType = null;
    fromNs = null;
    fromId = null;
    toNs = null;
    toId = null;
    after = null;
  }

  private FieldReader reader(Schema.Field field) {
    Schema schema = field.schema();
    return switch (field.name()) {
      case "version" -> text(schema, read -> version = read);
      case "event_timestamp" ->
          schema.getType() == Schema.Type.LONG
              ? in -> eventTimestamp = in.readLong()
              : skipper(schema);
      case "mutation_type" -> text(schema, read -> mutationType = read);
      case "entity_kind" -> text(schema, read -> entityKind = read);
      case "entity_ns" -> text(schema, read -> entityNs = read);
      case "entity_id" -> text(schema, read -> entityId = read);
      case "entity_type" -> text(schema, read -> entityType = read);
      case "from_ns" -> text(schema, read -> fromNs = read);
      case "from_id" -> text(schema, read -> fromId = read);
      case "to_ns" -> text(schema, read -> toNs = read);
      case "to_id" -> text(schema, read -> toId = read);
      case "after" -> text(schema, read -> after = read);
      default -> skipper(schema);
    };
  }

  /// A text, or one of several branches that is a text; anything else counts as absent.
  private static FieldReader text(Schema schema, Consumer<String> to) {
    return switch (schema.getType()) {
      case STRING -> in -> to.accept(string(in));
      case UNION -> {
        List<FieldReader> branches =
            schema.getTypes().stream().map(branch -> text(branch, to)).toList();
        yield Skippers.union(branches);
      }
      default -> skipper(schema);
    };
  }

  private static String string(AvroCursor in) {
    int length = in.readLength();
    return new String(in.bytes(), in.skip(length), length, UTF_8);
  }

  private static FieldReader skipper(Schema schema) {
    return new Skippers().skipper(schema);
  }
}
