package dev.tailrace.sink.parquet;

import dev.tailrace.sink.avro.AvroCursor;
import dev.tailrace.sink.avro.FieldReader;
import dev.tailrace.sink.avro.Skippers;
import dev.tailrace.sink.avro.UnreadableRow;
import java.util.List;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/// Compiles readers that pass over a value and refuse everything that [FieldWriters] would refuse,
/// so that a row is known to be good before its first column is written.
final class FieldChecks {
  private FieldChecks() {}

  static FieldReader of(Schema schema) {
    if (schema.getLogicalType() instanceof LogicalTypes.TimestampMillis) {
      return in -> FieldWriters.micros(in.readLong());
    }
    return switch (schema.getType()) {
      case INT -> in -> in.readInt();
      case ENUM -> symbol(schema.getEnumSymbols().size());
      case UNION -> Skippers.union(schema.getTypes().stream().map(FieldChecks::of).toList());
      case ARRAY -> array(of(schema.getElementType()));
      case STRING -> FieldChecks::text;
      case NULL, BOOLEAN, LONG, FLOAT, DOUBLE, BYTES, FIXED, MAP, RECORD ->
          new Skippers().skipper(schema);
    };
  }

  private static void text(AvroCursor in) {
    int length = in.readLength();
    Utf8.require(in.bytes(), in.skip(length), length);
  }

  private static FieldReader array(FieldReader element) {
    return in -> Skippers.readBlocks(in, element);
  }

  private static FieldReader symbol(int symbols) {
    return in -> {
      int number = in.readInt();
      if (number < 0 || number >= symbols) {
        throw new UnreadableRow("symbol " + number + " of " + symbols);
      }
    };
  }

  /// Reads all fields of a record, one after the other.
  static FieldReader all(List<FieldReader> fields) {
    FieldReader[] inOrder = fields.toArray(FieldReader[]::new);
    return in -> {
      for (FieldReader field : inOrder) {
        field.read(in);
      }
    };
  }
}
