package dev.tailrace.sink.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.sink.avro.UnreadableRow;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// Every Avro type to what an independent reader finds in its column.
class ColumnTypesTest {
  private static final Schema NULL = Schema.create(Schema.Type.NULL);
  private static final Schema STRING = Schema.create(Schema.Type.STRING);
  private static final Schema BYTES = Schema.create(Schema.Type.BYTES);
  private static final Schema INT = Schema.create(Schema.Type.INT);
  private static final Schema LONG = Schema.create(Schema.Type.LONG);
  private static final Schema FLOAT = Schema.create(Schema.Type.FLOAT);
  private static final Schema DOUBLE = Schema.create(Schema.Type.DOUBLE);
  private static final Schema COLOR = SchemaBuilder.enumeration("Color").symbols("RED", "BLUE");
  private static final Schema PAIR = SchemaBuilder.fixed("Pair").size(2);
  private static final Schema MILLIS =
      LogicalTypes.timestampMillis().addToSchema(Schema.create(Schema.Type.LONG));
  private static final Schema MICROS =
      LogicalTypes.timestampMicros().addToSchema(Schema.create(Schema.Type.LONG));

  @TempDir Path directory;

  /// @param read what DuckDB is asked of the column `v`
  record Case(Schema type, Object value, String read, String expected) {}

  static final List<Case> CASES =
      List.of(
          new Case(STRING, "Grüße 𝄞", "v", "Grüße 𝄞"),
          new Case(STRING, "", "length(v)", "0"),
          new Case(COLOR, new GenericData.EnumSymbol(COLOR, "BLUE"), "v", "BLUE"),
          new Case(BYTES, ByteBuffer.wrap(new byte[] {0, -1, 10}), "hex(v)", "00FF0A"),
          new Case(PAIR, new GenericData.Fixed(PAIR, new byte[] {7, -128}), "hex(v)", "0780"),
          new Case(Schema.create(Schema.Type.BOOLEAN), true, "v", "true"),
          new Case(Schema.create(Schema.Type.BOOLEAN), false, "v", "false"),
          new Case(INT, Integer.MIN_VALUE, "v", "-2147483648"),
          new Case(LONG, Long.MIN_VALUE, "v", "-9223372036854775808"),
          new Case(LONG, Long.MAX_VALUE, "v", "9223372036854775807"),
          new Case(FLOAT, -1.5f, "v", "-1.5"),
          new Case(DOUBLE, Double.MIN_VALUE, "v = 4.9e-324", "true"),
          new Case(DOUBLE, Double.NaN, "isnan(v)", "true"),
          new Case(MILLIS, 1_700_000_000_123L, "epoch_us(v)", "1700000000123000"),
          new Case(MILLIS, -1L, "epoch_us(v)", "-1000"),
          new Case(MICROS, -1_234_567L, "epoch_us(v)", "-1234567"),
          new Case(Schema.createUnion(NULL, STRING), null, "v IS NULL", "true"),
          new Case(Schema.createUnion(NULL, STRING), "x", "v", "x"),
          new Case(Schema.createUnion(STRING, NULL), null, "v IS NULL", "true"),
          new Case(Schema.createUnion(STRING, NULL), "x", "v", "x"),
          new Case(Schema.createUnion(NULL, MILLIS), 5L, "epoch_us(v)", "5000"),
          new Case(list(STRING), List.of(), "len(v)", "0"),
          new Case(list(STRING), List.of("a", "", "ü"), "v::VARCHAR", "[a, '', ü]"),
          new Case(list(MILLIS), List.of(1L, -1L), "epoch_us(v[2])", "-1000"),
          new Case(list(COLOR), colors(), "v::VARCHAR", "[RED, BLUE]"),
          new Case(list(LONG), LongStream.range(0, 10_000).boxed().toList(), "sum_of", "49995000"),
          new Case(Schema.createUnion(NULL, list(INT)), null, "v IS NULL", "true"),
          new Case(Schema.createUnion(NULL, list(INT)), List.of(), "v IS NULL", "false"),
          new Case(
              list(Schema.createUnion(NULL, INT)),
              Arrays.asList(1, null, 3),
              "v::VARCHAR",
              "[1, NULL, 3]"),
          new Case(
              list(list(INT)),
              List.of(List.of(1, 2), List.of(), List.of(3)),
              "v::VARCHAR",
              "[[1, 2], [], [3]]"));

  private static Schema list(Schema element) {
    return Schema.createArray(element);
  }

  private static List<GenericData.EnumSymbol> colors() {
    return Stream.of("RED", "BLUE").map(name -> new GenericData.EnumSymbol(COLOR, name)).toList();
  }

  @ParameterizedTest
  @FieldSource("CASES")
  void value_isReadBackByDuckDb(Case given) {
    Schema schema = WrittenFile.ofValue(given.type());
    WrittenFile file =
        WrittenFile.of(
            directory, schema, Collections.nCopies(3, WrittenFile.value(schema, given.value())));

    String read = given.read().equals("sum_of") ? "list_sum(v)::BIGINT" : given.read();
    assertThat(file.first("SELECT " + read + " FROM FILE"))
        .containsExactly(given.expected(), given.expected(), given.expected());
  }

  @Test
  void nullsAmongValues_stayWhereTheyWere() {
    Schema schema = WrittenFile.ofValue(Schema.createUnion(NULL, LONG));
    List<Long> values = new ArrayList<>();
    for (long i = 0; i < 1_000; i++) {
      values.add(i % 3 == 0 ? null : i);
    }
    WrittenFile file =
        WrittenFile.of(
            directory,
            schema,
            values.stream().map(value -> WrittenFile.value(schema, value)).toList());

    assertThat(file.first("SELECT v FROM FILE"))
        .isEqualTo(
            values.stream().map(value -> value == null ? null : String.valueOf(value)).toList());
  }

  static final List<Schema> UNMAPPABLE =
      List.of(
          Schema.createMap(INT),
          SchemaBuilder.record("Inner").fields().requiredInt("x").endRecord(),
          Schema.createUnion(NULL, INT, STRING),
          Schema.createUnion(NULL),
          NULL,
          list(Schema.createMap(INT)),
          LogicalTypes.date().addToSchema(Schema.create(Schema.Type.INT)),
          LogicalTypes.timeMillis().addToSchema(Schema.create(Schema.Type.INT)),
          LogicalTypes.localTimestampMillis().addToSchema(Schema.create(Schema.Type.LONG)),
          LogicalTypes.decimal(9, 2).addToSchema(Schema.create(Schema.Type.BYTES)));

  @ParameterizedTest
  @FieldSource("UNMAPPABLE")
  void typeWithoutAColumn_isRefusedByName(Schema type) {
    assertThatThrownBy(() -> new RowReader(WrittenFile.ofValue(type), WrittenFile.PLAIN))
        .isInstanceOf(UnmappableColumn.class)
        .hasMessageContaining("field v ");
  }

  @Test
  void instantBeyondMicroseconds_isRefusedByTheCheck() {
    Schema schema = WrittenFile.ofValue(MILLIS);
    RowReader reader = new RowReader(schema, WrittenFile.PLAIN);
    long last = Long.MAX_VALUE / 1_000;
    long first = Long.MIN_VALUE / 1_000;

    for (long far : new long[] {last + 1, first - 1, Long.MAX_VALUE, Long.MIN_VALUE}) {
      assertThatThrownBy(() -> WrittenFile.row(reader, WrittenFile.value(schema, far), 0))
          .isInstanceOf(UnreadableRow.class)
          .hasMessageContaining(String.valueOf(far));
    }
    WrittenFile file =
        WrittenFile.of(
            directory,
            schema,
            List.of(WrittenFile.value(schema, last), WrittenFile.value(schema, first)));
    assertThat(file.first("SELECT count(v) FROM FILE")).containsExactly("2");
  }

  @Test
  void ids_countFieldsThenTheTimeThenElements() {
    Schema schema =
        SchemaBuilder.record("Row")
            .fields()
            .name("a")
            .type(list(list(INT)))
            .noDefault()
            .requiredLong("b")
            .endRecord();

    org.apache.iceberg.Schema columns = new RowReader(schema, WrittenFile.PLAIN).columns();
    assertThat(columns.columns()).extracting(column -> column.fieldId()).containsExactly(1, 2, 3);
    assertThat(columns.findField("a.element").fieldId()).isEqualTo(4);
    assertThat(columns.findField("a.element.element").fieldId()).isEqualTo(5);
  }
}
