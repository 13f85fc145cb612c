package dev.tailrace.serde;

import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/// Writes records of one schema: a tree of small writers, made once from the schema.
///
/// Avro's generated custom coders would do the same, but its compiler leaves them out for every
/// record with a logical type or a union of more than two, which is all of Tailrace's; and its
/// generic writer looks each field's conversion up anew for each record. What this tree has no
/// writer for (bytes, fixed, enums, other logical types) is left to Avro's own writer, whole.
/// Not thread-safe only in so far as the encoder is not.
final class RecordWriter {
  private static final LogicalType MILLIS = LogicalTypes.timestampMillis();

  /// Writes one value of a known schema.
  private interface Part {
    void write(Object value, PayloadEncoder out) throws IOException;
  }

  private final Part root;

  private RecordWriter(Part root) {
    this.root = root;
  }

  static RecordWriter of(IndexedRecord example) {
    Schema schema = example.getSchema();
    if (isSupported(schema, new HashSet<>())) {
      return new RecordWriter(new Compiler().part(schema));
    }
    DatumWriter<Object> writer =
        example instanceof SpecificRecord
            ? new SpecificDatumWriter<>(schema, SpecificData.getForSchema(schema))
            : new GenericDatumWriter<>(schema);
    return new RecordWriter(writer::write);
  }

  void write(IndexedRecord data, PayloadEncoder out) throws IOException {
    root.write(data, out);
  }

  private static boolean isSupported(Schema schema, Set<Schema> seen) {
    if (!seen.add(schema)) {
      return true;
    }
    if (schema.getLogicalType() != null && !isMillis(schema)) {
      return false;
    }
    return switch (schema.getType()) {
      case NULL, BOOLEAN, INT, LONG, FLOAT, DOUBLE, STRING -> true;
      case ENUM, FIXED, BYTES -> false;
      case ARRAY -> isSupported(schema.getElementType(), seen);
      case MAP -> isSupported(schema.getValueType(), seen);
      case RECORD -> schema.getFields().stream().allMatch(it -> isSupported(it.schema(), seen));
      case UNION ->
          schema.getTypes().stream().allMatch(it -> isSupported(it, seen))
              && (optional(schema).isPresent()
                  || schema.getTypes().stream().allMatch(RecordWriter::isNullOrRecord));
    };
  }

  private static boolean isMillis(Schema schema) {
    return schema.getType() == Schema.Type.LONG && MILLIS.equals(schema.getLogicalType());
  }

  private static boolean isNullOrRecord(Schema schema) {
    return schema.isNullable() || schema.getType() == Schema.Type.RECORD;
  }

  /// The other branch of a union of null and one more.
  private static Optional<Schema> optional(Schema union) {
    List<Schema> types = union.getTypes();
    return types.size() == 2 && union.isNullable()
        ? types.stream().filter(type -> type.getType() != Schema.Type.NULL).findFirst()
        : Optional.empty();
  }

  /// Makes the tree. Records are remembered, so that a schema may refer to itself.
  private static final class Compiler {
    private final Map<Schema, RecordPart> records = new HashMap<>();

    Part part(Schema schema) {
      return switch (schema.getType()) {
        case NULL -> (value, out) -> requireNull(value);
        case BOOLEAN -> (value, out) -> out.writeBoolean((Boolean) value);
        case INT -> (value, out) -> out.writeInt(((Number) value).intValue());
        case LONG -> isMillis(schema) ? RecordWriter::writeMillis : RecordWriter::writeLong;
        case FLOAT -> (value, out) -> out.writeFloat(((Number) value).floatValue());
        case DOUBLE -> (value, out) -> out.writeDouble(((Number) value).doubleValue());
        case STRING -> RecordWriter::writeString;
        case ARRAY -> array(part(schema.getElementType()));
        case MAP -> map(part(schema.getValueType()));
        case RECORD -> record(schema);
        case UNION -> optional(schema).isPresent() ? optionalPart(schema) : recordUnion(schema);
        case ENUM, FIXED, BYTES -> throw new IllegalArgumentException("no writer for " + schema);
      };
    }

    private Part record(Schema schema) {
      RecordPart known = records.get(schema);
      if (known != null) {
        return known;
      }
      RecordPart part = new RecordPart(schema);
      records.put(schema, part);
      part.fields = schema.getFields().stream().map(it -> part(it.schema())).toArray(Part[]::new);
      return part;
    }

    private Part optionalPart(Schema union) {
      int nullIndex = union.getIndexNamed("null");
      Part other = part(optional(union).orElseThrow());
      return (value, out) -> {
        if (value == null) {
          out.writeIndex(nullIndex);
        } else {
          out.writeIndex(1 - nullIndex);
          other.write(value, out);
        }
      };
    }

    private Part recordUnion(Schema union) {
      Part[] parts = union.getTypes().stream().map(this::part).toArray(Part[]::new);
      return (value, out) -> {
        String name = value == null ? "null" : ((IndexedRecord) value).getSchema().getFullName();
        Integer index = union.getIndexNamed(name);
        if (index == null) {
          throw new IOException(name + " is not in the union " + union.getTypes());
        }
        out.writeIndex(index);
        parts[index].write(value, out);
      };
    }
  }

  private static final class RecordPart implements Part {
    private final Schema schema;
    private Part[] fields;

    RecordPart(Schema schema) {
      this.schema = schema;
    }

    @Override
    public void write(Object value, PayloadEncoder out) throws IOException {
      IndexedRecord data = (IndexedRecord) value;
      for (int i = 0; i < fields.length; i++) {
        try {
          fields[i].write(data.get(i), out);
        } catch (NullPointerException | ClassCastException e) {
          throw new IOException(describe(i, data.get(i)), e);
        }
      }
    }

    private String describe(int field, Object value) {
      return "field "
          + schema.getName()
          + "."
          + schema.getFields().get(field).name()
          + " is "
          + (value == null ? "null" : "a " + value.getClass().getName())
          + ", which its schema does not allow";
    }
  }

  private static Part array(Part element) {
    return (value, out) -> {
      Collection<?> items = (Collection<?>) value;
      out.setItemCount(items.size());
      for (Object item : items) {
        element.write(item, out);
      }
      out.writeArrayEnd();
    };
  }

  private static Part map(Part element) {
    return (value, out) -> {
      Map<?, ?> entries = (Map<?, ?>) value;
      out.setItemCount(entries.size());
      for (Map.Entry<?, ?> entry : entries.entrySet()) {
        writeString(entry.getKey(), out);
        element.write(entry.getValue(), out);
      }
      out.writeMapEnd();
    };
  }

  private static void writeString(Object value, PayloadEncoder out) {
    if (value instanceof String text) {
      out.writeString(text);
    } else {
      out.writeString((CharSequence) value);
    }
  }

  private static void writeLong(Object value, PayloadEncoder out) {
    out.writeLong(((Number) value).longValue());
  }

  /// Generated records hold an Instant, generic ones the number.
  private static void writeMillis(Object value, PayloadEncoder out) {
    out.writeLong(
        value instanceof Instant instant ? instant.toEpochMilli() : ((Number) value).longValue());
  }

  private static void requireNull(Object value) {
    if (value != null) {
      throw new ClassCastException("not null");
    }
  }
}
