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
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;

/// Compiles a field of a writer schema and the column of its name into a [FieldWriter].
final class FieldWriters {
  private static final long MICROS_PER_MILLI = 1_000;

  private final String column;
  private final String name;
  private final int index;

  /// @param name of the value in its group: the column's, or `element` in a list
  /// @param index position of the value in its group
  private FieldWriters(String column, String name, int index) {
    this.column = column;
    this.name = name;
    this.index = index;
  }

  /// @param index position of the column in the file
  /// @param type of the column, which may be wider than the field's
  /// @throws UnmappableColumn when the field cannot be written into such a column
  static FieldWriter of(String column, int index, Schema field, Type type) {
    return new FieldWriters(column, column, index).field(field, type);
  }

  /// Passes over a field that has no column.
  static FieldWriter skip(Schema field) {
    FieldReader skipper = new Skippers().skipper(field);
    return (in, _) -> skipper.read(in);
  }

  private FieldWriter field(Schema field, Type type) {
    if (!field.isUnion()) {
      return present(field, type);
    }
    List<FieldWriter> branches =
        field.getTypes().stream()
            .map(branch -> branch.getType() == Schema.Type.NULL ? absent() : present(branch, type))
            .toList();
    return union(branches);
  }

  private static FieldWriter absent() {
    return (_, _) -> {};
  }

  private FieldWriter present(Schema field, Type type) {
    FieldWriter value =
        field.getType() == Schema.Type.ARRAY ? list(field, type) : plain(field, type);
    return (in, out) -> {
      out.startField(name, index);
      value.write(in, out);
      out.endField(name, index);
    };
  }

  /// Three levels, as the Parquet format has it: the list, its entries, the element of each.
  private FieldWriter list(Schema field, Type type) {
    if (!type.isListType()) {
      throw unmappable(field, type);
    }
    FieldWriter element =
        new FieldWriters(column, "element", 0)
            .field(field.getElementType(), type.asListType().elementType());
    return (in, out) -> {
      out.startGroup();
      ListEntries entries = new ListEntries(element, out);
      Skippers.readBlocks(in, entries);
      entries.end();
      out.endGroup();
    };
  }

  /// The entries of one list while they are read. An empty list has no field of entries at all.
  private static final class ListEntries implements FieldReader {
    private final FieldWriter element;
    private final RecordConsumer out;
    private boolean any;

    ListEntries(FieldWriter element, RecordConsumer out) {
      this.element = element;
      this.out = out;
    }

    @Override
    public void read(AvroCursor in) {
      if (!any) {
        any = true;
        out.startField("list", 0);
      }
      out.startGroup();
      element.write(in, out);
      out.endGroup();
    }

    void end() {
      if (any) {
        out.endField("list", 0);
      }
    }
  }

  private FieldWriter plain(Schema field, Type type) {
    return switch (type.typeId()) {
      case STRING, BINARY -> bytes(field, type);
      case BOOLEAN -> only(Schema.Type.BOOLEAN, field, type, BOOLEAN);
      case INTEGER -> only(Schema.Type.INT, field, type, INT);
      case LONG -> whole(field, type);
      case FLOAT -> only(Schema.Type.FLOAT, field, type, (in, out) -> out.addFloat(in.readFloat()));
      case DOUBLE -> real(field, type);
      case TIMESTAMP -> instant(field, type);
      default -> throw unmappable(field, type);
    };
  }

  private static final FieldWriter BOOLEAN = (in, out) -> out.addBoolean(in.readBoolean());
  private static final FieldWriter INT = (in, out) -> out.addInteger(in.readInt());
  private static final FieldWriter LONG = (in, out) -> out.addLong(in.readLong());

  private FieldWriter only(Schema.Type wanted, Schema field, Type type, FieldWriter writer) {
    if (field.getType() != wanted) {
      throw unmappable(field, type);
    }
    return writer;
  }

  private FieldWriter bytes(Schema field, Type type) {
    return switch (field.getType()) {
      case STRING, BYTES -> (in, out) -> add(in, in.readLength(), out);
      case FIXED -> {
        int length = field.getFixedSize();
        yield (in, out) -> add(in, length, out);
      }
      case ENUM -> symbols(field);
      default -> throw unmappable(field, type);
    };
  }

  /// The bytes stay the record's: Parquet copies what it keeps.
  private static void add(AvroCursor in, int length, RecordConsumer out) {
    out.addBinary(Binary.fromReusedByteArray(in.bytes(), in.skip(length), length));
  }

  private static FieldWriter symbols(Schema field) {
    Binary[] symbols =
        field.getEnumSymbols().stream()
            .map(symbol -> symbol.getBytes(StandardCharsets.UTF_8))
            .map(Binary::fromConstantByteArray)
            .toArray(Binary[]::new);
    return (in, out) -> {
      int number = in.readInt();
      if (number < 0 || number >= symbols.length) {
        throw new UnreadableRow("symbol " + number + " of " + symbols.length);
      }
      out.addBinary(symbols[number]);
    };
  }

  /// Avro writes int and long alike.
  private FieldWriter whole(Schema field, Type type) {
    return switch (field.getType()) {
      case INT, LONG -> LONG;
      default -> throw unmappable(field, type);
    };
  }

  private FieldWriter real(Schema field, Type type) {
    return switch (field.getType()) {
      case DOUBLE -> (in, out) -> out.addDouble(in.readDouble());
      case FLOAT -> (in, out) -> out.addDouble(in.readFloat());
      default -> throw unmappable(field, type);
    };
  }

  private FieldWriter instant(Schema field, Type type) {
    return switch (field.getLogicalType()) {
      case LogicalTypes.TimestampMillis _ -> (in, out) -> out.addLong(micros(in.readLong()));
      case LogicalTypes.TimestampMicros _ -> LONG;
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
    return (in, out) -> {
      long branch = in.readLong();
      if (branch < 0 || branch >= byNumber.length) {
        throw new UnreadableRow(
            "union branch %d of %d before byte %d"
                .formatted(branch, byNumber.length, in.position()));
      }
      byNumber[(int) branch].write(in, out);
    };
  }

  private UnmappableColumn unmappable(Schema field, Type type) {
    return new UnmappableColumn(
        "field %s is Avro %s, which cannot be written into column %s of type %s"
            .formatted(column, field, column, type));
  }
}
