package dev.tailrace.sink.clickhouse;

import dev.tailrace.sink.avro.AvroCursor;
import dev.tailrace.sink.avro.FieldReader;
import dev.tailrace.sink.avro.Skippers;
import dev.tailrace.sink.avro.UnreadableRow;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.LongUnaryOperator;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/// Compiles one field of a writer schema and the column of its name into a reader.
///
/// | Avro | ClickHouse |
/// |---|---|
/// | string, bytes, enum, fixed | String, LowCardinality(String), FixedString; UUID from its text |
/// | boolean | Bool, any whole number |
/// | int, long | any whole number that holds the value, Float32, Float64 |
/// | timestamp-millis, timestamp-micros | DateTime64 of any precision, DateTime |
/// | float, double | Float32, Float64 |
/// | array | Array |
/// | a union | each branch by this table; null is null, or empty where null is not allowed |
final class FieldCompiler {
  private static final long[] POWERS_OF_TEN = {
    1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000
  };

  private final String field;
  private final String columnType;

  /// @param field name of field and column, for messages
  FieldCompiler(String field, String columnType) {
    this.field = field;
    this.columnType = columnType;
  }

  FieldReader compile(Schema schema, ColumnType type, Column column) {
    if (schema.isUnion()) {
      Optional<FieldReader> quick = optionalText(schema, column);
      if (quick.isPresent()) {
        return quick.get();
      }
      List<FieldReader> branches =
          schema.getTypes().stream().map(branch -> compile(branch, type, column)).toList();
      return Skippers.union(branches);
    }
    if (schema.getType() == Schema.Type.NULL) {
      return _ -> column.appendEmpty();
    }
    return switch (type) {
      case ColumnType.Nullable(ColumnType values) ->
          notNull(schema, values, (NullableColumn) column);
      case ColumnType.Array(ColumnType elements) -> array(schema, elements, (ArrayColumn) column);
      case ColumnType.Text _, ColumnType.FixedText _, ColumnType.Uuid _, ColumnType.Dictionary _ ->
          text(schema, (TextAppender) column);
      case ColumnType.Whole _, ColumnType.Bool _ -> whole(schema, (NumberColumn) column);
      case ColumnType.Instant(int digits) -> instant(schema, digits, (NumberColumn) column);
      case ColumnType.Seconds _ -> instant(schema, 0, (NumberColumn) column);
      case ColumnType.Floating _ -> floating(schema, (FloatingColumn) column);
      case ColumnType.Unsupported _ -> throw unmappable(schema);
    };
  }

  private FieldReader notNull(Schema schema, ColumnType values, NullableColumn column) {
    FieldReader value = compile(schema, values, column.values());
    return in -> {
      column.appendNotNull();
      value.read(in);
    };
  }

  private FieldReader array(Schema schema, ColumnType elements, ArrayColumn column) {
    if (schema.getType() != Schema.Type.ARRAY) {
      throw unmappable(schema);
    }
    FieldReader element = compile(schema.getElementType(), elements, column.elements());
    return in -> {
      Skippers.readBlocks(in, element);
      column.appendEnd();
    };
  }

  /// Most fields of an event are optional texts: for them the steps from the union to the bytes are
  /// one reader over columns of a known class, which the JIT makes into one piece of code.
  private static Optional<FieldReader> optionalText(Schema union, Column column) {
    List<Schema> branches = union.getTypes();
    if (branches.size() != 2
        || branches.get(0).getType() != Schema.Type.NULL
        || branches.get(1).getType() != Schema.Type.STRING) {
      return Optional.empty();
    }
    return switch (column) {
      case DictionaryColumn dictionary -> Optional.of(in -> readOptional(in, dictionary));
      case NullableColumn nullable when nullable.values() instanceof TextColumn texts ->
          Optional.of(in -> readOptional(in, nullable, texts));
      default -> Optional.empty();
    };
  }

  private static void readOptional(AvroCursor in, DictionaryColumn column) {
    if (in.readIsPresent()) {
      int length = in.readLength();
      column.append(in.bytes(), in.skip(length), length);
    } else {
      column.appendEmpty();
    }
  }

  private static void readOptional(AvroCursor in, NullableColumn nullable, TextColumn texts) {
    if (in.readIsPresent()) {
      nullable.appendNotNull();
      int length = in.readLength();
      texts.append(in.bytes(), in.skip(length), length);
    } else {
      nullable.appendEmpty();
    }
  }

  private FieldReader text(Schema schema, TextAppender column) {
    return switch (schema.getType()) {
      case STRING, BYTES -> string(column);
      case FIXED -> {
        int length = schema.getFixedSize();
        yield in -> column.append(in.bytes(), in.skip(length), length);
      }
      case ENUM -> symbols(schema, column);
      default -> throw unmappable(schema);
    };
  }

  /// One lambda for each class of column, so that each call has one target.
  private static FieldReader string(TextAppender column) {
    return switch (column) {
      case TextColumn texts ->
          in -> {
            int length = in.readLength();
            texts.append(in.bytes(), in.skip(length), length);
          };
      case DictionaryColumn dictionary ->
          in -> {
            int length = in.readLength();
            dictionary.append(in.bytes(), in.skip(length), length);
          };
      default ->
          in -> {
            int length = in.readLength();
            column.append(in.bytes(), in.skip(length), length);
          };
    };
  }

  private static FieldReader symbols(Schema schema, TextAppender column) {
    byte[][] symbols =
        schema.getEnumSymbols().stream()
            .map(symbol -> symbol.getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);
    return in -> {
      int number = in.readInt();
      if (number < 0 || number >= symbols.length) {
        throw new UnreadableRow("symbol " + number + " of " + symbols.length);
      }
      column.append(symbols[number], 0, symbols[number].length);
    };
  }

  private FieldReader whole(Schema schema, NumberColumn column) {
    return switch (schema.getType()) {
      case BOOLEAN -> in -> column.append(in.readBoolean() ? 1 : 0);
      case INT -> in -> column.append(in.readInt());
      case LONG -> in -> column.append(in.readLong());
      default -> throw unmappable(schema);
    };
  }

  private FieldReader floating(Schema schema, FloatingColumn column) {
    return switch (schema.getType()) {
      case FLOAT -> in -> column.append(in.readFloat());
      case DOUBLE -> in -> column.append(in.readDouble());
      case INT -> in -> column.append(in.readInt());
      case LONG -> in -> column.append((double) in.readLong());
      default -> throw unmappable(schema);
    };
  }

  private FieldReader instant(Schema schema, int digits, NumberColumn column) {
    int given =
        switch (schema.getLogicalType()) {
          case LogicalTypes.TimestampMillis _ -> 3;
          case LogicalTypes.TimestampMicros _ -> 6;
          case null -> throw unmappable(schema);
          case LogicalType _ -> throw unmappable(schema);
        };
    if (given == digits) {
      return in -> column.append(in.readLong());
    }
    LongUnaryOperator scale = scale(given, digits);
    return in -> column.append(scale.applyAsLong(in.readLong()));
  }

  private static LongUnaryOperator scale(int given, int wanted) {
    if (wanted < given) {
      long divisor = POWERS_OF_TEN[given - wanted];
      return value -> Math.floorDiv(value, divisor);
    }
    long factor = POWERS_OF_TEN[wanted - given];
    return value -> {
      if (Math.multiplyHigh(value, factor) != (value * factor) >> 63) {
        throw new UnreadableRow("instant " + value + " is out of range");
      }
      return value * factor;
    };
  }

  private UnmappableField unmappable(Schema schema) {
    return new UnmappableField(
        "field %s is Avro %s, which cannot be written into column %s of type %s"
            .formatted(field, schema, field, columnType));
  }
}
