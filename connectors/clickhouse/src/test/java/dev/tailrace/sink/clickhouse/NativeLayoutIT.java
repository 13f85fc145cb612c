package dev.tailrace.sink.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.sink.Batch;
import dev.tailrace.sink.Outcome;
import dev.tailrace.sink.avro.Framed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The Native layout against the engine: what the sink writes reads back as it was, for every type,
/// and is what the engine itself would send.
class NativeLayoutIT {
  private static final String COLUMNS =
      """
      s String, ns Nullable(String), lc LowCardinality(String),
      lcn LowCardinality(Nullable(String)), b Bool, nb Nullable(Bool),
      u8 UInt8, u16 UInt16, u32 UInt32, u64 UInt64, i8 Int8, i16 Int16, i32 Int32, i64 Int64,
      nu16 Nullable(UInt16), f32 Float32, f64 Float64,
      d DateTime64(3, 'UTC'), nd Nullable(DateTime64(3, 'UTC')), d6 DateTime64(6, 'UTC'),
      sec DateTime('UTC'), a Array(String), alc Array(LowCardinality(String)),
      an Array(Nullable(String)), fs FixedString(4), u UUID, e LowCardinality(String)
      """;

  private static final String SCHEMA =
      """
      {"type":"record","name":"Row","fields":[
        {"name":"ignored_first","type":{"type":"map","values":["null","long"]}},
        {"name":"s","type":"string"}, {"name":"ns","type":["null","string"]},
        {"name":"lc","type":"string"}, {"name":"lcn","type":["string","null"]},
        {"name":"b","type":"boolean"}, {"name":"nb","type":["null","boolean"]},
        {"name":"u8","type":"int"}, {"name":"u16","type":"int"}, {"name":"u32","type":"long"},
        {"name":"u64","type":"long"}, {"name":"i8","type":"int"}, {"name":"i16","type":"int"},
        {"name":"i32","type":"int"}, {"name":"i64","type":"long"},
        {"name":"nu16","type":["null","int"]}, {"name":"f32","type":"float"},
        {"name":"f64","type":"double"},
        {"name":"d","type":{"type":"long","logicalType":"timestamp-millis"}},
        {"name":"nd","type":["null",{"type":"long","logicalType":"timestamp-millis"}]},
        {"name":"d6","type":{"type":"long","logicalType":"timestamp-millis"}},
        {"name":"sec","type":{"type":"long","logicalType":"timestamp-micros"}},
        {"name":"a","type":{"type":"array","items":"string"}},
        {"name":"alc","type":["null",{"type":"array","items":"string"}]},
        {"name":"an","type":{"type":"array","items":["null","string"]}},
        {"name":"fs","type":"bytes"}, {"name":"u","type":{"type":"string","logicalType":"uuid"}},
        {"name":"e","type":{"type":"enum","name":"E","symbols":["ONE","TWO"]}},
        {"name":"ignored_last","type":{"type":"array","items":{"type":"record","name":"Nested",
          "fields":[{"name":"x","type":"double"},{"name":"next","type":["null","Nested"]}]}}}
      ]}
      """;

  /// What a row must be, from its number alone, reckoned by the engine.
  private static final String EXPECTED =
      """
      s = 'text ' || toString(i32)
      ns IS NOT DISTINCT FROM if(i32 % 2 = 0, NULL, 'é' || toString(i32))
      lc = 'key-' || toString(i32 % 3)
      lcn IS NOT DISTINCT FROM if(i32 % 5 = 0, NULL, 'key-' || toString(i32 % 3))
      b = (i32 % 2 = 1)
      nb IS NOT DISTINCT FROM if(i32 % 3 = 0, NULL, i32 % 2 = 1)
      u8 = i32 % 256 AND u16 = i32 % 65536 AND u32 = 4294967295 - i32
      u64 = 9223372036854775807 - i32
      i8 = i32 % 256 - 128 AND i16 = i32 % 65536 - 32768
      i64 = toInt64('-9223372036854775808') + i32
      nu16 IS NOT DISTINCT FROM if(i32 % 4 = 0, NULL, i32 % 65536)
      f32 = i32 / 2 AND f64 = i32 / 3
      toUnixTimestamp64Milli(d) = 1700000000123 + i32
      toUnixTimestamp64Milli(nd) IS NOT DISTINCT FROM if(i32 % 2 = 0, NULL, 1700000000123 - i32)
      toUnixTimestamp64Micro(d6) = (1700000000123 + i32) * 1000
      toUnixTimestamp(sec) = 1700000000
      a = arrayMap(n -> 'a' || toString(n), range(toUInt64(i32 % 4)))
      alc = arrayMap(n -> 't' || toString(n), range(toUInt64(i32 % 3)))
      an = if(i32 % 2 = 0, [], [NULL, 'x' || toString(i32)])
      fs = toFixedString('ab', 4)
      toString(u) = '00112233-4455-6677-8899-aabb' || lower(leftPad(hex(i32), 8, '0'))
      e = 'TWO'
      """;

  @TempDir static Path directory;
  private static LocalClickHouse clickHouse;

  private final Schema schema = new Schema.Parser().parse(SCHEMA);
  private final Framed framed = new Framed().with(7, schema);

  @BeforeAll
  static void start() {
    clickHouse = new LocalClickHouse(directory);
  }

  @AfterAll
  static void stop() {
    clickHouse.close();
  }

  @Test
  void everyType_readsBackAsWritten() {
    create("every_type", "");
    List<byte[]> rows = IntStream.range(0, 1_000).mapToObj(this::row).toList();

    assertThat(write("every_type", rows)).isEqualTo(new Outcome.Written(1_000, List.of()));

    assertRows("every_type", 1_000);
  }

  @Test
  void block_isByteForByteWhatTheEngineSends() throws IOException {
    create("same_bytes", "");
    List<byte[]> rows = IntStream.range(0, 300).mapToObj(this::row).toList();
    write("same_bytes", rows);
    // Not sec: to a client of revision 0 the engine names DateTime without its zone.
    List<String> names =
        List.of(
            "s", "ns", "b", "nb", "u8", "u16", "u32", "u64", "i8", "i16", "i32", "i64", "nu16",
            "f32", "f64", "d", "nd", "d6", "a", "an", "fs", "u");
    for (String name : names) {
      byte[] engine =
          clickHouse.bytes("SELECT " + name + " FROM same_bytes ORDER BY i32 FORMAT Native");
      assertThat(HexFormat.of().formatHex(block("same_bytes", name, rows)))
          .as(name)
          .isEqualTo(HexFormat.of().formatHex(engine));
    }
  }

  @Test
  void dictionaries_ofEveryWidth_readBackAsWritten() {
    for (int distinct : new int[] {1, 255, 256, 257, 65_535, 65_536, 65_537, 70_000}) {
      create("wide", "");
      List<byte[]> rows =
          IntStream.range(0, 70_000)
              .mapToObj(i -> row(i, "key-" + i % distinct, "key-" + i % distinct))
              .toList();

      write("wide", rows);

      assertThat(
              clickHouse.query(
                  "SELECT count(), uniqExact(lc), uniqExact(lcn), countIf(lc != 'key-' ||"
                      + " toString(i32 % "
                      + distinct
                      + ")) FROM wide"))
          .isEqualTo("70000\t%d\t%d\t0".formatted(distinct, distinct));
    }
  }

  @Test
  void damagedRow_leavesNoTraceInItsBlock() {
    create("damaged", "");
    List<byte[]> rows = new ArrayList<>(IntStream.range(0, 200).mapToObj(this::row).toList());
    byte[] whole = row(1_000, "only-in-the-damaged-row", null);
    List<Integer> cuts = new ArrayList<>();
    for (int length = 1; length < whole.length; length += 3) {
      cuts.add(rows.size());
      rows.add(Arrays.copyOf(whole, length));
      rows.add(row(rows.size()));
    }

    Outcome outcome = write("damaged", rows);

    assertThat(outcome).isInstanceOf(Outcome.Written.class);
    Outcome.Written written = (Outcome.Written) outcome;
    assertThat(written.rejected()).extracting(Outcome.RejectedRow::index).isEqualTo(cuts);
    assertThat(written.rows()).isEqualTo(rows.size() - cuts.size());
    assertRows("damaged", rows.size() - cuts.size());
  }

  @Test
  void columnsWithoutField_getTheirDefault() {
    create(
        "defaults", ", twice UInt64 DEFAULT i32 * 2, m String MATERIALIZED 'm', al Int32 ALIAS 1");

    write("defaults", List.of(row(21)));

    assertThat(clickHouse.query("SELECT twice, m, al FROM defaults")).isEqualTo("42\tm\t1");
  }

  private void create(String table, String moreColumns) {
    clickHouse.query("DROP TABLE IF EXISTS " + table);
    clickHouse.query(
        "CREATE TABLE "
            + table
            + " ("
            + COLUMNS
            + moreColumns
            + ") ENGINE = MergeTree ORDER BY i32");
  }

  private Outcome write(String table, List<byte[]> rows) {
    try (ClickHouseRowSink sink = ClickHouseSinkTask.sink(clickHouse.config(Map.of()), framed)) {
      return sink.write(
          new Batch(table, 0, "01ARZ3NDEKTSV4RRFFQ69G5FAV", 0, rows.size() - 1, rows));
    }
  }

  private byte[] block(String table, String name, List<byte[]> rows) throws IOException {
    try (ClickHouseConnection connection =
        new ClickHouseConnection(clickHouse.config(Map.of()).connection())) {
      List<String[]> described =
          connection.describe(table).stream().filter(column -> name.equals(column[0])).toList();
      BlockEncoder encoder = BlockPlan.of(TableLayout.of(table, described), schema).acquire();
      rows.forEach(row -> encoder.append(row, SchemaGroup.HEADER_BYTES));
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      encoder.writeTo(out);
      return out.toByteArray();
    }
  }

  private byte[] row(int i) {
    return row(i, "key-" + i % 3, i % 5 == 0 ? null : "key-" + i % 3);
  }

  private byte[] row(int i, String key, String nullableKey) {
    GenericRecord nested =
        new GenericData.Record(schema.getField("ignored_last").schema().getElementType());
    nested.put("x", 1.5);
    GenericRecordBuilder row =
        new GenericRecordBuilder(schema)
            .set("ignored_first", Map.of("x", 1L))
            .set("s", "text " + i)
            .set("ns", i % 2 == 0 ? null : "é" + i)
            .set("lc", key)
            .set("lcn", nullableKey)
            .set("b", i % 2 == 1)
            .set("nb", i % 3 == 0 ? null : i % 2 == 1)
            .set("u8", i % 256)
            .set("u16", i % 65_536)
            .set("u32", 4_294_967_295L - i)
            .set("u64", Long.MAX_VALUE - i)
            .set("i8", i % 256 - 128)
            .set("i16", i % 65_536 - 32_768)
            .set("i32", i)
            .set("i64", Long.MIN_VALUE + i)
            .set("nu16", i % 4 == 0 ? null : i % 65_536)
            .set("f32", i / 2f)
            .set("f64", i / 3d)
            .set("d", 1_700_000_000_123L + i)
            .set("nd", i % 2 == 0 ? null : 1_700_000_000_123L - i)
            .set("d6", 1_700_000_000_123L + i)
            .set("sec", 1_700_000_000_999_999L)
            .set("a", IntStream.range(0, i % 4).mapToObj(n -> "a" + n).toList())
            .set(
                "alc",
                i % 3 == 0 ? null : IntStream.range(0, i % 3).mapToObj(n -> "t" + n).toList())
            .set("an", i % 2 == 0 ? List.of() : Arrays.asList(null, "x" + i))
            .set("fs", java.nio.ByteBuffer.wrap(new byte[] {'a', 'b'}))
            .set("u", "00112233-4455-6677-8899-aabb%08x".formatted(i))
            .set("e", new GenericData.EnumSymbol(schema.getField("e").schema(), "TWO"))
            .set("ignored_last", List.of(nested));
    return framed.value(7, row.build());
  }

  private static void assertRows(String table, int count) {
    for (String expected : EXPECTED.lines().toList()) {
      assertThat(clickHouse.query("SELECT countIf(" + expected + ") FROM " + table))
          .as(expected)
          .isEqualTo(Integer.toString(count));
    }
  }
}
