package dev.tailrace.sink.clickhouse;

import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The ClickHouse types this sink writes, parsed from the text `DESCRIBE TABLE` gives. Closed: a
/// type that is not here is [Unsupported] and stops the sink where a field would go into it.
sealed interface ColumnType {
  /// Whole numbers.
  record Whole(String name, int width, long min, long max) implements ColumnType {}

  /// DateTime64 with this many digits of a second.
  record Instant(int digits) implements ColumnType {}

  /// DateTime, whole seconds.
  record Seconds() implements ColumnType {}

  record Floating(int width) implements ColumnType {}

  record Bool() implements ColumnType {}

  record Text() implements ColumnType {}

  record FixedText(int width) implements ColumnType {}

  record Uuid() implements ColumnType {}

  /// LowCardinality of String.
  record Dictionary(DictionaryColumn.Nulls nulls) implements ColumnType {}

  record Nullable(ColumnType values) implements ColumnType {}

  record Array(ColumnType elements) implements ColumnType {}

  record Unsupported(String text) implements ColumnType {}

  Pattern INTEGER = Pattern.compile("(U?)Int(8|16|32|64)");
  Pattern ONE_ARGUMENT = Pattern.compile("(\\w+)\\((.*)\\)");

  /// Parses the type as ClickHouse writes it.
  static ColumnType parse(String text) {
    Matcher integer = INTEGER.matcher(text);
    if (integer.matches()) {
      return whole(text, Integer.parseInt(integer.group(2)), integer.group(1).isEmpty());
    }
    Matcher composed = ONE_ARGUMENT.matcher(text);
    if (composed.matches()) {
      return composed(text, composed.group(1), composed.group(2));
    }
    return switch (text) {
      case "String" -> new Text();
      case "Bool" -> new Bool();
      case "UUID" -> new Uuid();
      case "DateTime" -> new Seconds();
      case "Float32" -> new Floating(Float.BYTES);
      case "Float64" -> new Floating(Double.BYTES);
      default -> new Unsupported(text);
    };
  }

  private static ColumnType composed(String text, String name, String argument) {
    return switch (name) {
      case "Nullable" -> wrapped(text, parse(argument), Nullable::new);
      case "Array" -> wrapped(text, parse(argument), Array::new);
      case "LowCardinality" ->
          switch (argument) {
            case "String" -> new Dictionary(DictionaryColumn.Nulls.NOT_ALLOWED);
            case "Nullable(String)" -> new Dictionary(DictionaryColumn.Nulls.ALLOWED);
            default -> new Unsupported(text);
          };
      case "DateTime" -> new Seconds();
      case "DateTime64" -> new Instant(Character.digit(argument.charAt(0), 10));
      case "FixedString" -> new FixedText(Integer.parseInt(argument));
      default -> new Unsupported(text);
    };
  }

  private static ColumnType wrapped(
      String text, ColumnType inner, Function<ColumnType, ColumnType> wrap) {
    return inner instanceof Unsupported ? new Unsupported(text) : wrap.apply(inner);
  }

  private static ColumnType whole(String name, int bits, boolean signed) {
    int width = bits / Byte.SIZE;
    if (signed) {
      long max = Long.MAX_VALUE >>> (Long.SIZE - bits);
      return new Whole(name, width, -max - 1, max);
    }
    // Avro has no unsigned numbers: what a long can hold is all that can come.
    return new Whole(name, width, 0, bits == Long.SIZE ? Long.MAX_VALUE : (1L << bits) - 1);
  }

  /// A new, empty column of this type.
  default Column newColumn() {
    return switch (this) {
      case Whole(String name, int width, long min, long max) ->
          new NumberColumn(name, width, min, max);
      case Instant _ -> new NumberColumn("DateTime64", Long.BYTES, Long.MIN_VALUE, Long.MAX_VALUE);
      case Seconds _ -> new NumberColumn("DateTime", Integer.BYTES, 0, 0xffff_ffffL);
      case Bool _ -> new NumberColumn("Bool", Byte.BYTES, 0, 1);
      case Floating(int width) -> new FloatingColumn(width);
      case Text _ -> new TextColumn();
      case FixedText(int width) -> new FixedTextColumn(width);
      case Uuid _ -> new UuidColumn();
      case Dictionary(DictionaryColumn.Nulls nulls) -> new DictionaryColumn(nulls);
      case Nullable(ColumnType values) -> new NullableColumn(values.newColumn());
      case Array(ColumnType elements) -> new ArrayColumn(elements.newColumn());
      case Unsupported(String text) -> throw new IllegalArgumentException(text);
    };
  }
}
