package dev.tailrace.sink.parquet;

import dev.tailrace.schema.Event;
import dev.tailrace.sink.avro.Framed;
import dev.tailrace.sink.avro.RecordedEvents;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Pattern;

/// Measures what a row costs on its way from Avro bytes to Parquet bytes, and what sorting and the
/// level of compression change, and how large small files are. Prints a table.
public final class EncodeMeasurement {
  private static final int ROWS = 200_000;

  /// Of files of five minutes and six partitions: 100,000, a million and ten million events a day.
  private static final int[] FILE_ROWS = {58, 579, 5_787};

  private static final Set<String> HARDLY_REPEAT =
      Set.of(
          "timestamp",
          "event_timestamp",
          "source_offset",
          "logs",
          "exceptions",
          "data",
          "metadata");

  private static final Pattern TIME = Pattern.compile("\\d{13}");

  private EncodeMeasurement() {}

  public static void main(String[] arguments) throws IOException {
    List<byte[]> values = values();
    long avro = values.stream().mapToLong(value -> value.length).sum();
    System.out.printf("%d rows, %.0f B of Avro each%n", ROWS, (double) avro / ROWS);
    for (int round = 0; round < 3; round++) {
      for (Set<String> hardlyRepeats : List.of(Set.<String>of(), HARDLY_REPEAT)) {
        for (String sort : List.of("", "script_name")) {
          for (int level : new int[] {1, 3, 6}) {
            measure(values, sort, level, hardlyRepeats);
          }
        }
      }
    }
    for (int rows : FILE_ROWS) {
      measure(values.subList(0, rows), "script_name", 1, HARDLY_REPEAT);
    }
  }

  private static void measure(
      List<byte[]> values, String sort, int level, Set<String> hardlyRepeats) throws IOException {
    RowShape shape =
        new RowShape(
            Optional.of("timestamp"),
            "published_at",
            sort,
            sort.isEmpty() ? "" : "event_timestamp",
            Set.of("ulid", "cf_ray"),
            hardlyRepeats);
    RowReader reader = new RowReader(Event.getClassSchema(), shape);
    ParquetSettings usual = ParquetSettings.DEFAULT;
    ParquetSettings settings =
        new ParquetSettings(usual.rowGroupRows(), usual.sortRows(), usual.sortBytes(), level);
    long start = System.nanoTime();
    MemoryStream stream = new MemoryStream();
    ParquetFile file = new ParquetFile(stream, new FileColumns(reader.columns()), shape, settings);
    for (int i = 0; i < values.size(); i++) {
      file.add(reader.check(values.get(i), 5, null, i, 0));
    }
    file.finish(Map.of());
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    System.out.printf(
        "sort '%s' zstd-%d, %d columns without dictionary: %,d rows, %,d rows/s, %,d B, %.1f B per"
            + " row%n",
        sort,
        level,
        2 + hardlyRepeats.size(),
        values.size(),
        (long) (values.size() / (took.toNanos() / 1e9)),
        stream.getPos(),
        (double) stream.getPos() / values.size());
  }

  private static List<byte[]> values() {
    List<Event> events = RecordedEvents.recorded(6_000);
    SplittableRandom random = new SplittableRandom(1);
    Framed framed = new Framed();
    List<byte[]> values = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      Event event = events.get(random.nextInt(events.size()));
      event.setUlid("01JD%06d%016X".formatted(i % 1_000_000, random.nextLong()));
      event.setTimestamp(event.getTimestamp().plusMillis(1));
      event.setEventTimestamp(event.getTimestamp().minusMillis(random.nextInt(2_000)));
      event.setSourceOffset(i);
      if (event.getLogs() != null) {
        event.setLogs(TIME.matcher(event.getLogs()).replaceAll("%013d".formatted(i)));
      }
      values.add(framed.value(7, event));
    }
    return values;
  }
}
