package dev.tailrace.sink.parquet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.schema.Event;
import dev.tailrace.sink.avro.Framed;
import dev.tailrace.sink.avro.RecordedEvents;
import dev.tailrace.sink.avro.UnreadableRow;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.parquet.ParquetUtil;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How rows lie in a file.
class ParquetFileTest {
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
  private static final int FRAME_BYTES = 5;
  private static final RowShape EVENTS =
      new RowShape(
          Optional.of("timestamp"),
          "published_at",
          "script_name",
          "event_timestamp",
          Set.of("ulid", "cf_ray"),
          Set.of("event_timestamp", "logs", "data"));

  @TempDir Path directory;
  private final RowReader reader = new RowReader(Event.getClassSchema(), EVENTS);
  private final List<Event> recorded = RecordedEvents.recorded(200);

  private ParquetFile file(MemoryStream stream, ParquetSettings settings) {
    return new ParquetFile(stream, new FileColumns(reader.columns()), EVENTS, settings);
  }

  private static ParquetSettings settings(int rowGroupRows, int sortRows) {
    return new ParquetSettings(rowGroupRows, sortRows, 16L << 20, 1);
  }

  private Event event(int number) {
    Event event = Event.newBuilder(recorded.get(number % recorded.size())).build();
    event.setUlid("01JD%022d".formatted(number));
    return event;
  }

  private Row row(Event event, String key, long offset) {
    byte[] keyBytes = key == null ? null : key.getBytes(UTF_8);
    return reader.check(new Framed().value(1, event), FRAME_BYTES, keyBytes, offset, 0);
  }

  private WrittenFile written(ParquetSettings settings, List<Row> rows) throws IOException {
    MemoryStream stream = new MemoryStream();
    ParquetFile file = file(stream, settings);
    for (Row row : rows) {
      file.add(row);
    }
    assertThat(file.rows()).isEqualTo(rows.size());
    file.finish(Map.of());
    return WrittenFile.of(directory, stream);
  }

  @Test
  void rows_areSortedByTextThenTimeThenOffset() throws IOException {
    List<Row> rows = new ArrayList<>();
    List<String> scripts = List.of("b", "a", "ä", "aa", "");
    for (int i = 0; i < 60; i++) {
      Event event = event(i);
      event.setScriptName(scripts.get(i % 5));
      event.setEventTimestamp(NOON.plusMillis(i / 5 % 4 - 2));
      rows.add(row(event, null, i));
    }
    Collections.shuffle(rows, new Random(1));

    WrittenFile file = written(ParquetSettings.DEFAULT, rows);

    List<List<String>> inFile =
        file.duckDb("SELECT encode(script_name)::VARCHAR, event_timestamp, ulid FROM FILE");
    assertThat(inFile).hasSize(60);
    assertThat(inFile)
        .isEqualTo(
            file.duckDb(
                "SELECT encode(script_name)::VARCHAR, event_timestamp, ulid FROM FILE"
                    + " ORDER BY encode(script_name), event_timestamp, ulid"));
  }

  @Test
  void laterRowOfAKey_takesThePlaceOfTheEarlier() throws IOException {
    MemoryStream stream = new MemoryStream();
    ParquetFile file = file(stream, settings(100, 100));
    for (int i = 0; i < 30; i++) {
      file.add(row(event(i), "key-" + i % 3, i));
    }
    file.add(row(event(30), null, 30));
    file.add(row(event(31), null, 31));

    assertThat(file.rows()).isEqualTo(5);
    file.finish(Map.of());
    assertThat(WrittenFile.of(directory, stream).first("SELECT ulid[-2:] FROM FILE ORDER BY 1"))
        .containsExactly("27", "28", "29", "30", "31");
  }

  @Test
  void rowGroups_haveTheRowsThatAreSet() throws IOException {
    List<Row> rows =
        Stream.iterate(0, i -> i + 1).limit(95).map(i -> row(event(i), null, i)).toList();

    WrittenFile file = written(settings(10, 25), rows);

    assertThat(
            file.first(
                "SELECT DISTINCT ON (row_group_id) row_group_num_rows FROM parquet_metadata(FILE)"
                    + " ORDER BY row_group_id"))
        .containsExactly("10", "10", "10", "10", "10", "10", "10", "10", "10", "5");
    assertThat(file.first("SELECT DISTINCT compression FROM parquet_metadata(FILE)"))
        .containsExactly("ZSTD");
    assertThat(file.first("SELECT count(DISTINCT ulid) FROM FILE")).containsExactly("95");
  }

  @Test
  void bloomFilters_findWhatIsThereAndExcludeTheRest() throws IOException {
    List<Row> rows =
        Stream.iterate(0, i -> i + 1).limit(90).map(i -> row(event(i), null, i)).toList();
    WrittenFile file = written(settings(30, 30), rows);

    assertThat(
            file.first(
                "SELECT DISTINCT path_in_schema FROM parquet_metadata(FILE)"
                    + " WHERE bloom_filter_offset IS NOT NULL ORDER BY 1"))
        .containsExactly("cf_ray", "ulid");
    for (int i = 0; i < 90; i += 10) {
      assertThat(excluded(file, event(i).getUlid())).isEqualTo(probe(file, event(i).getUlid()) - 1);
    }
    long wrong = 0;
    for (int i = 1_000; i < 1_100; i++) {
      wrong += 3 - excluded(file, event(i).getUlid());
    }
    assertThat(wrong).isLessThan(15); // 3 of 300 are expected
  }

  private static long excluded(WrittenFile file, String ulid) {
    return probes(file, ulid).stream().filter("true"::equals).count();
  }

  private static long probe(WrittenFile file, String ulid) {
    return probes(file, ulid).size();
  }

  private static List<String> probes(WrittenFile file, String ulid) {
    return file.first(
        "SELECT bloom_filter_excludes FROM parquet_bloom_probe(FILE, 'ulid', '" + ulid + "')");
  }

  @Test
  void sameRows_areTheSameBytes() throws IOException {
    List<byte[]> files = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      MemoryStream stream = new MemoryStream();
      ParquetFile file = file(stream, settings(40, 25));
      for (int number = 0; number < 150; number++) {
        file.add(row(event(number), "key-" + number % 120, number));
      }
      file.finish(Map.of("one", "1", "two", "2", "three", "3"));
      files.add(stream.bytes());
    }
    assertThat(files.get(0)).isEqualTo(files.get(1));
  }

  /// The check is the gate: what it lets through is written, and every reader can read it.
  @Test
  void damageAtAnyByte_isRefusedByTheCheckOrWritable() throws IOException {
    byte[] good = new Framed().value(1, event(7));
    MemoryStream stream = new MemoryStream();
    ParquetFile file = file(stream, ParquetSettings.DEFAULT);
    int refused = 0;
    int taken = 0;
    for (int at = FRAME_BYTES; at < good.length; at++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] damaged = good.clone();
        damaged[at] ^= (byte) (1 << bit);
        try {
          file.add(reader.check(damaged, FRAME_BYTES, null, taken, 0));
          taken++;
        } catch (UnreadableRow _) {
          refused++;
        }
      }
    }
    for (int length = FRAME_BYTES; length < good.length; length++) {
      byte[] cut = Arrays.copyOf(good, length);
      assertThatThrownBy(() -> reader.check(cut, FRAME_BYTES, null, 0, 0))
          .isInstanceOf(UnreadableRow.class);
    }
    ParquetMetadata footer = file.finish(Map.of());

    assertThat(refused).isGreaterThan(100);
    assertThat(taken).isGreaterThan(100);
    var metrics = ParquetUtil.footerMetrics(footer, Stream.empty(), MetricsConfig.getDefault());
    assertThat(metrics.recordCount()).isEqualTo(taken);
    WrittenFile written = WrittenFile.of(directory, stream);
    assertThat(written.duckDb("SELECT * FROM FILE")).hasSize(taken);
  }

  @Test
  void footerLargerThanTheFirstGuess_saysHowLargeItIs() throws IOException {
    MemoryStream stream = new MemoryStream();
    ParquetFile file = file(stream, settings(1, 1));
    for (int i = 0; i < 60; i++) {
      file.add(row(event(i), null, i));
    }
    ParquetMetadata footer = file.finish(Map.of("tailrace.first-offset", "7"));
    byte[] all = stream.bytes();
    byte[] guess = Arrays.copyOfRange(all, all.length - (64 << 10), all.length);

    int needed = Footer.bytes(guess);

    assertThat(needed).isBetween(guess.length + 1, all.length);
    byte[] tail = Arrays.copyOfRange(all, all.length - needed, all.length);
    ParquetMetadata parsed = Footer.parse(tail);
    assertThat(parsed.getBlocks()).hasSize(60).hasSameSizeAs(footer.getBlocks());
    assertThat(parsed.getFileMetaData().getKeyValueMetaData())
        .containsEntry("tailrace.first-offset", "7");
  }

  @Test
  void endOfSomethingElse_isNoFooter() {
    for (byte[] other :
        List.of(
            new byte[0],
            new byte[3],
            new byte[64],
            "\1\0\0\0PAR1".getBytes(UTF_8).clone(),
            "\0\0\0\u007fPAR1".getBytes(UTF_8))) {
      assertThatThrownBy(() -> Footer.parse(other))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("not a Parquet file");
    }
  }
}
