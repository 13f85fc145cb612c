package dev.tailrace.sink.parquet;

import dev.tailrace.sink.avro.AvroCursor;
import dev.tailrace.sink.avro.FieldReader;
import dev.tailrace.sink.avro.Skippers;
import dev.tailrace.sink.avro.UnreadableRow;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.ListType;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.io.api.Binary;

/// Compiles a field of a writer schema and the column of its name into a [FieldWriter].
///
/// Parquet has a number with each value that says how much of its path is there, the definition
/// level: one more for a column that may be null and is not, one more for a list that has an entry.
/// It is known when a field is compiled. At which list a value goes on, the repetition level, is
/// known only when it is read.
///
/// Source: Parquet's "Nested Encoding" and "LogicalTypes", "Lists".
final class FieldWriters {
  private static final long MICROS_PER_MILLI = 1_000;

  private final String column;

  /// Number of the column among all of the file.
  private final int number;

  /// Of a value that is there.
  private final int definition;

  /// Lists around the value.
  private final int lists;

  private FieldWriters(String column, int number, int definition, int lists) {
    this.column = column;
    this.number = number;
    this.definition = definition;
    this.lists = lists;
  }

  /// @param file has the column, whose type may be wider than the field's
  /// @throws UnmappableColumn when the field cannot be written into such a column
  static FieldWriter of(Schema field, FileColumns file, String name) {
    NestedField column = file.column(name);
    int definition = column.isOptional() ? 1 : 0;
    return new FieldWriters(name, file.numbers(name).getFirst(), definition, 0)
        .field(field, column.type(), column.isOptional());
  }

  /// Passes over a field that has no column.
  static FieldWriter skip(Schema field) {
    FieldReader skipper = new Skippers().skipper(field);
    return (in, _, _) -> skipper.read(in);
  }

  /// Leaves a column empty.
  static FieldWriter absent(int number) {
    return (_, out, repetition) -> out[number].writeNull(repetition, 0);
  }

  private FieldWriter field(Schema field, Type type, boolean mayBeNull) {
    if (!field.isUnion()) {
      return present(field, type);
    }
    List<FieldWriter> branches =
        field.getTypes().stream()
            .map(
                branch ->
                    branch.getType() == Schema.Type.NULL
                        ? none(field, type, mayBeNull)
                        : present(branch, type))
            .toList();
    return union(branches);
  }

  private FieldWriter none(Schema field, Type type, boolean mayBeNull) {
    if (!mayBeNull) {
      throw unmappable(field, type);
    }
    return (_, out, repetition) -> out[number].writeNull(repetition, definition - 1);
  }

  private FieldWriter present(Schema field, Type type) {
    return field.getType() == Schema.Type.ARRAY ? list(field, type) : plain(field, type);
  }

  /// Three levels, as the Parquet format has it: the list, its entries, the element of each.
  private FieldWriter list(Schema field, Type type) {
    if (!type.isListType()) {
      throw unmappable(field, type);
    }
    ListType list = type.asListType();
    int ofElement = definition + 1 + (list.isElementOptional() ? 1 : 0);
    FieldWriter element =
        new FieldWriters(column, number, ofElement, lists + 1)
            .field(field.getElementType(), list.elementType(), list.isElementOptional());
    return (in, out, repetition) -> {
      ListEntries entries = new ListEntries(element, out, repetition, lists + 1);
      Skippers.readBlocks(in, entries);
      if (entries.isEmpty()) {
        out[number].writeNull(repetition, definition);
      }
    };
  }

  private FieldWriter plain(Schema field, Type type) {
    return switch (type.typeId()) {
      case STRING, BINARY -> bytes(field, type);
      case BOOLEAN ->
          only(
              Schema.Type.BOOLEAN,
              field,
              type,
              (in, out, repetition) -> out[number].write(in.readBoolean(), repetition, definition));
      case INTEGER ->
          only(
              Schema.Type.INT,
              field,
              type,
              (in, out, repetition) -> out[number].write(in.readInt(), repetition, definition));
      case LONG -> whole(field, type);
      case FLOAT ->
          only(
              Schema.Type.FLOAT,
              field,
              type,
              (in, out, repetition) -> out[number].write(in.readFloat(), repetition, definition));
      case DOUBLE -> real(field, type);
      case TIMESTAMP -> instant(field, type);
      default -> throw unmappable(field, type);
    };
  }

  private FieldWriter only(Schema.Type wanted, Schema field, Type type, FieldWriter writer) {
    if (field.getType() != wanted) {
      throw unmappable(field, type);
    }
    return writer;
  }

  private FieldWriter bytes(Schema field, Type type) {
    return switch (field.getType()) {
      case STRING, BYTES ->
          (in, out, repetition) -> write(in, in.readLength(), out[number], repetition);
      case FIXED -> {
        int length = field.getFixedSize();
        yield (in, out, repetition) -> write(in, length, out[number], repetition);
      }
      case ENUM -> symbols(field);
      default -> throw unmappable(field, type);
    };
  }

  /// The bytes stay the record's: Parquet copies what it keeps.
  private void write(AvroCursor in, int length, ColumnWriter out, int repetition) {
    Binary value = Binary.fromReusedByteArray(in.bytes(), in.skip(length), length);
    out.write(value, repetition, definition);
  }

  private FieldWriter symbols(Schema field) {
    Binary[] symbols =
        field.getEnumSymbols().stream()
            .map(symbol -> symbol.getBytes(StandardCharsets.UTF_8))
            .map(Binary::fromConstantByteArray)
            .toArray(Binary[]::new);
    return (in, out, repetition) -> {
      int symbol = in.readInt();
      if (symbol < 0 || symbol >= symbols.length) {
        throw new UnreadableRow("symbol " + symbol + " of " + symbols.length);
      }
      out[number].write(symbols[symbol], repetition, definition);
    };
  }

  private FieldWriter longs() {
    return (in, out, repetition) -> out[number].write(in.readLong(), repetition, definition);
  }

  /// Avro writes int and long alike.
  private FieldWriter whole(Schema field, Type type) {
    return switch (field.getType()) {
      case INT, LONG -> longs();
      default -> throw unmappable(field, type);
    };
  }

  private FieldWriter real(Schema field, Type type) {
    return switch (field.getType()) {
      case DOUBLE ->
          (in, out, repetition) -> out[number].write(in.readDouble(), repetition, definition);
      case FLOAT ->
          (in, out, repetition) -> {
            double value = in.readFloat();
            out[number].write(value, repetition, definition);
          };
      default -> throw unmappable(field, type);
    };
  }

  private FieldWriter instant(Schema field, Type type) {
    return switch (field.getLogicalType()) {
      case LogicalTypes.TimestampMillis _ ->
          (in, out, repetition) -> out[number].write(micros(in.readLong()), repetition, definition);
      case LogicalTypes.TimestampMicros _ -> longs();
      case null, default -> throw unmappable(field, type);
    };
  }

  /// @throws UnreadableRow when the instant lies beyond the year 294,000
  static long micros(long millis) {
    long micros = millis * MICROS_PER_MILLI;
    if (Math.multiplyHigh(millis, MICROS_PER_MILLI) != micros >> 63) {
      throw new UnreadableRow("instant " + millis + " is out of range");
    }
    return micros;
  }

  private static FieldWriter union(List<FieldWriter> branches) {
    FieldWriter[] byNumber = branches.toArray(FieldWriter[]::new);
    return (in, out, repetition) -> {
      long branch = in.readLong();
      if (branch < 0 || branch >= byNumber.length) {
        throw new UnreadableRow(
            "union branch %d of %d before byte %d"
                .formatted(branch, byNumber.length, in.position()));
      }
      byNumber[(int) branch].write(in, out, repetition);
    };
  }

  private UnmappableColumn unmappable(Schema field, Type type) {
    return new UnmappableColumn(
        "field %s is Avro %s, which cannot be written into column %s of type %s"
            .formatted(column, field, column, type));
  }
}
