package dev.tailrace.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tailrace.schema.FetchEvent;
import dev.tailrace.schema.TailEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.specific.SpecificDatumWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `tailrace process` over everything that was recorded, through the real broker into the real
/// ClickHouse.
final class ProcessIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  /// What the expectation names besides columns.
  private static final Set<String> NO_COLUMNS = Set.of("line", "kind", "mutations");

  @TempDir Path temp;

  @Test
  void recordedEvents_areStoredColumnByColumn_andAReplayOfTheSinkChangesNothing() throws Exception {
    Path data = temp.resolve("data");

    JsonNode report = process(data, Samples.file("tail-events-prodlike.jsonl"));

    assertThat(report.get("in").asLong()).isEqualTo(5_896);
    assertThat(report.get("invocations").asLong()).isEqualTo(5_896);
    long refused = report.get("deadLetters").path("invalid-mutation").asLong();
    assertThat(report.get("mutations").asLong() + refused).isEqualTo(1_157);
    assertColumns(data, "tail-events-prodlike.jsonl", "expected-prodlike.jsonl");

    JsonNode again = process(data, "--replay-sinks", Samples.file("tail-events-prodlike.jsonl"));

    assertThat(again.get("clickHouse")).isEqualTo(report.get("clickHouse"));
    assertThat(again.get("parquet")).isEqualTo(report.get("parquet"));
    assertThat(again.get("parquet").get("inTable")).isEqualTo(again.get("clickHouse").get("rows"));
    assertThat(again.get("in")).isEqualTo(report.get("in"));
    assertThat(summaries(data)).isEqualTo(Map.of("invocations", "5896"));

    JsonNode twice =
        process(data, "--replay-sinks", "--again", Samples.file("tail-events-prodlike.jsonl"));

    assertThat(twice.get("in").asLong()).isEqualTo(2 * 5_896);
    assertThat(twice.get("clickHouse").get("rows").asLong())
        .isEqualTo(2 * report.get("clickHouse").get("rows").asLong());
    assertThat(Files.readString(data.resolve("tailrace.log")))
        .as("the sink read the stored batches once more before the new ones")
        .containsPattern("replay ended before batch .* stored batches with [1-9]\\d* rows skipped");
  }

  @Test
  void everyFormAndEveryKindOfGarbage_addsUp() throws Exception {
    Path data = temp.resolve("data");
    Path garbage = garbage();

    JsonNode report =
        process(
            data,
            Samples.file("tail-events-documented.jsonl"),
            Samples.file("logpush-documented.jsonl"),
            Samples.file("wrangler-tail-format-json.txt"),
            bodies("tail-batches-documented.jsonl"),
            oversize(),
            typed(),
            garbage);

    assertColumns(data, "tail-events-documented.jsonl", "expected-documented.jsonl");
    assertThat(
            StoredRows.counts(
                data, "SELECT url, classified_by FROM events WHERE script_name = 'typed'"))
        .isEqualTo(
            Map.of("url", "https://example.com/", "classified_by", "exception-without-detail"));
    Map<String, JsonNode> files = new HashMap<>();
    report.get("files").forEach(file -> files.put(file.get("file").asText(), file));
    JsonNode garbageResult = files.get(garbage.toString());
    assertThat(garbageResult.get("documents").asLong()).isEqualTo(GARBAGE_DOCUMENTS);
    assertThat(garbageResult.get("deadLetters").asLong()).as("too large for tail.raw").isEqualTo(1);
    assertThat(report.get("deadLetters").get("too-large").asLong()).isEqualTo(1);
    assertThat(report.get("notices").get("overload").asLong())
        .as("one in the garbage, one in the documented set")
        .isEqualTo(2);
    long refused = 0;
    for (JsonNode count : report.get("deadLetters")) {
      refused += count.asLong();
    }
    assertThat(refused).as("dead letters of all reasons").isEqualTo(GARBAGE_DOCUMENTS - 1);
  }

  private static final int GARBAGE_DOCUMENTS = 7;

  /// Seven documents: six that are no event, and a notice.
  private Path garbage() throws IOException {
    var out = new ByteArrayOutputStream();
    out.writeBytes("{\"wallTime\":3,\"scriptName\":\"cut of\n".getBytes(StandardCharsets.UTF_8));
    out.writeBytes(new byte[] {0, 1, 2, 3, 4, 5, (byte) 0xff, (byte) 0xfe, '\n'});
    out.writeBytes(new byte[] {(byte) 0xc3, (byte) 0x28, 'x', '\n'});
    out.writeBytes("\"just a string\"\n".getBytes(StandardCharsets.UTF_8));
    out.writeBytes("{\"hello\":\"world\"}\n".getBytes(StandardCharsets.UTF_8));
    out.writeBytes("\n\n".getBytes(StandardCharsets.UTF_8));
    out.writeBytes(
        "{\"type\":\"overload\",\"message\":\"sampling\"}\n".getBytes(StandardCharsets.UTF_8));
    out.writeBytes(
        ("{\"scriptName\":\"" + "x".repeat(20_000_000) + "\"}\n").getBytes(StandardCharsets.UTF_8));
    return Files.write(temp.resolve("garbage.jsonl"), out.toByteArray());
  }

  /// An Avro container file, as a typed producer writes it.
  private Path typed() throws IOException {
    Path file = temp.resolve("typed.avro");
    TailEvent event =
        TailEvent.newBuilder()
            .setScriptName("typed")
            .setOutcome("exception")
            .setEventTimestamp(1_795_168_201_181L)
            .setEvent(
                FetchEvent.newBuilder().setUrl("https://example.com/").setMethod("GET").build())
            .build();
    try (var out =
        new DataFileWriter<TailEvent>(new SpecificDatumWriter<>(TailEvent.getClassSchema()))) {
      out.create(TailEvent.getClassSchema(), file.toFile());
      out.append(event);
    }
    return file;
  }

  /// An event of 2.5 MB and one of 15 MB.
  private Path oversize() throws IOException {
    byte[] event = Samples.lines("tail-events-documented.jsonl").getFirst();
    ObjectNode large = (ObjectNode) JSON.readTree(event);
    ObjectNode larger = large.deepCopy();
    large
        .withArray("logs")
        .addObject()
        .put("level", "log")
        .put("timestamp", 1)
        .putArray("message")
        .add("y".repeat(2_500_000));
    larger
        .withArray("logs")
        .addObject()
        .put("level", "log")
        .put("timestamp", 1)
        .putArray("message")
        .add("z".repeat(15_000_000));
    return Files.writeString(temp.resolve("oversize.jsonl"), large + "\n" + larger + "\n");
  }

  /// The bodies of recorded POSTs, one JSON array per line, as a tail Worker sends them.
  private Path bodies(String sample) throws IOException {
    List<String> bodies = new ArrayList<>();
    for (byte[] line : Samples.lines(sample)) {
      bodies.add(JSON.readTree(line).get("body").asText());
    }
    return Files.writeString(temp.resolve("bodies.jsonl"), String.join("\n", bodies));
  }

  private JsonNode process(Path data, Object... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of("process", "--data", data.toString(), "--json"));
    for (Object argument : arguments) {
      all.add(argument.toString());
    }
    try (TailraceProcess process = TailraceProcess.start(temp, all.toArray(String[]::new))) {
      assertThat(process.exitCode()).as(process::toString).isZero();
      return JSON.readTree(process.output());
    }
  }

  private static Map<String, String> summaries(Path data) {
    return StoredRows.counts(data, "SELECT sum(event_count) AS invocations FROM logs_by_service");
  }

  /// Compares every column that the expectation names, for every line of the sample.
  private static void assertColumns(Path data, String events, String expectations)
      throws IOException {
    Map<StoredRows.Position, String> raw = StoredRows.rawRecords(data);
    Map<StoredRows.Position, JsonNode> rows = StoredRows.invocations(data);
    // Byte-identical events are legitimate twins, and what is expected of them is the same.
    Map<String, List<StoredRows.Position>> positions = new HashMap<>();
    raw.forEach((at, text) -> positions.computeIfAbsent(text, _ -> new ArrayList<>()).add(at));
    List<byte[]> lines = Samples.lines(events);
    List<byte[]> expected = Samples.lines(expectations);
    List<String> differences = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      JsonNode wanted = JSON.readTree(expected.get(i));
      if (wanted.get("kind").asText().equals("notice")) {
        continue; // counted and dropped: no row
      }
      String text = new String(lines.get(i), StandardCharsets.ISO_8859_1);
      for (StoredRows.Position at : positions.get(text)) {
        differences.addAll(differences(i + 1, wanted, rows.get(at)));
      }
    }
    assertThat(differences).isEmpty();
  }

  private static List<String> differences(int line, JsonNode wanted, JsonNode row) {
    List<String> differences = new ArrayList<>();
    wanted
        .properties()
        .forEach(
            field -> {
              String column = field.getKey();
              String expected = expected(field, row);
              String stored = row.get(column) == null ? "no column" : row.get(column).asText();
              if (!NO_COLUMNS.contains(column) && !expected.equals(stored)) {
                differences.add(
                    "line %d, %s: expected %s, stored %s"
                        .formatted(line, column, expected, stored));
              }
            });
    return differences;
  }

  private static String expected(Map.Entry<String, JsonNode> field, JsonNode row) {
    if (field.getKey().equals("event_timestamp") && field.getValue().isNull()) {
      return row.get("timestamp").asText(); // the capture time stands in
    }
    return withoutHalfPairs(field.getValue().asText());
  }

  /// UTF-8, and so every store, has no bytes for half a surrogate pair.
  private static String withoutHalfPairs(String text) {
    int[] points =
        text.codePoints()
            .map(point -> Character.getType(point) == Character.SURROGATE ? 0xFFFD : point)
            .toArray();
    return new String(points, 0, points.length);
  }
}
