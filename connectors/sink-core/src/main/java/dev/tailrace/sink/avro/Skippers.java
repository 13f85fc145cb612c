package dev.tailrace.sink.avro;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;

/// Makes readers that pass over values nobody asked for.
public final class Skippers {
  /// Records refer to themselves by name, so they are made once and looked up when read.
  private final Map<String, FieldReader> records = new HashMap<>();

  /// A reader that passes over one value of the schema.
  public FieldReader skipper(Schema schema) {
    return switch (schema.getType()) {
      case NULL -> _ -> {};
      case BOOLEAN -> AvroCursor::readBoolean;
      case INT, LONG, ENUM -> AvroCursor::readLong;
      case FLOAT -> in -> in.skip(Float.BYTES);
      case DOUBLE -> in -> in.skip(Double.BYTES);
      case STRING, BYTES -> in -> in.skip(in.readLength());
      case FIXED -> in -> in.skip(schema.getFixedSize());
      case UNION -> union(schema.getTypes().stream().map(this::skipper).toList());
      case ARRAY -> blocks(skipper(schema.getElementType()));
      case MAP -> blocks(entry(skipper(schema.getValueType())));
      case RECORD -> nested(schema);
    };
  }

  private FieldReader nested(Schema schema) {
    String name = schema.getFullName();
    if (records.putIfAbsent(name, _ -> {}) == null) {
      FieldReader[] fields =
          schema.getFields().stream()
              .map(field -> skipper(field.schema()))
              .toArray(FieldReader[]::new);
      records.put(
          name,
          in -> {
            for (FieldReader field : fields) {
              field.read(in);
            }
          });
    }
    return in -> records.get(name).read(in);
  }

  private static FieldReader entry(FieldReader value) {
    return in -> {
      in.skip(in.readLength());
      value.read(in);
    };
  }

  private static FieldReader blocks(FieldReader element) {
    return in -> readBlocks(in, element);
  }

  /// Reads the blocks of an array or a map.
  public static void readBlocks(AvroCursor in, FieldReader element) {
    for (long count = in.readLong(); count != 0; count = in.readLong()) {
      if (count < 0) {
        count = -count;
        in.readLong();
      }
      // Every element this sink can meet takes a byte at least, so a larger count is damage.
      if (count < 0 || count > in.remaining()) {
        throw new UnreadableRow(
            count + " elements before byte " + in.position() + " are more than the record holds");
      }
      for (long i = 0; i < count; i++) {
        element.read(in);
      }
    }
  }

  /// Reads the branch number, then what the branch holds.
  public static FieldReader union(List<FieldReader> branches) {
    FieldReader[] byNumber = branches.toArray(FieldReader[]::new);
    return in -> {
      long branch = in.readLong();
      if (branch < 0 || branch >= byNumber.length) {
        throw new UnreadableRow(
            "union branch %d of %d before byte %d"
                .formatted(branch, byNumber.length, in.position()));
      }
      byNumber[(int) branch].read(in);
    };
  }
}
