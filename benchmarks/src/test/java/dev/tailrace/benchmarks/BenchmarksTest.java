package dev.tailrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tailrace.event.Enriched;
import dev.tailrace.event.EnrichedEvent;
import dev.tailrace.event.EnrichedEvent.Classification;
import dev.tailrace.event.Invocation;
import dev.tailrace.event.Parsed;
import dev.tailrace.schema.Event;
import dev.tailrace.window.ServiceContent;
import dev.tailrace.window.WindowFold;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.apache.avro.specific.SpecificDatumReader;
import org.junit.jupiter.api.Test;

/// Every benchmark does the work it measures: called once, and what it made looked at.
class BenchmarksTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void values_areDifferentEventsOfTheWholeRecording() {
    byte[][] values = Recording.values();

    List<byte[]> all = Recording.all();
    assertThat(all).hasSize(5_896);
    assertThat(Arrays.stream(values).map(Arrays::hashCode).distinct()).hasSize(Recording.EVENTS);
    assertThat(values[Recording.EVENTS - 1]).isEqualTo(all.get(5_890));
  }

  @Test
  void parse_readsEveryEvent() {
    Parsed[] parsed = new ParseBenchmark().parse();

    assertThat(parsed).hasSize(Recording.EVENTS).doesNotHaveDuplicates();
    assertThat(parsed).hasOnlyElementsOfType(Invocation.class);
  }

  @Test
  void jacksonTokens_areThoseOfEveryEvent() throws IOException {
    long tokens = 0;
    for (byte[] value : Recording.values()) {
      tokens += tokens(JSON.readTree(value));
    }

    assertThat(new ParseBenchmark().jacksonTokens()).isEqualTo(tokens);
  }

  @Test
  void classify_decidesAsRecorded() throws IOException {
    Classification[] verdicts = new ClassifyBenchmark().classify();

    assertThat(verdicts)
        .extracting(Classification::classifiedBy)
        .isEqualTo(expected("classified_by"));
    assertThat(verdicts).extracting(it -> it.severity().text()).isEqualTo(expected("severity"));
  }

  @Test
  void enrich_givesWhatParseAndEnrichGives() throws IOException {
    Enriched[] enriched = new EnrichBenchmark().enrich();
    Enriched[] parsedToo = new EnrichBenchmark().parseAndEnrich();

    assertThat(names(enriched)).isEqualTo(expected("event_name"));
    assertThat(names(parsedToo)).isEqualTo(expected("event_name"));
    assertThat(ulids(parsedToo)).doesNotHaveDuplicates().isEqualTo(ulids(enriched));
    assertThat(parsedToo)
        .extracting(it -> String.valueOf(it.mutations().size()))
        .isEqualTo(expected("mutations"));
  }

  @Test
  void encodedAvro_isByteForByteWhatAvroWrites() throws IOException {
    AvroEncodeBenchmark benchmark = new AvroEncodeBenchmark();
    byte[][] encoded = benchmark.encode().clone();

    assertThat(encoded.length).isEqualTo(Recording.EVENTS);
    assertThat(benchmark.avroGeneric().clone()).isEqualTo(encoded);
    assertThat(benchmark.avroSpecific().clone()).isEqualTo(encoded);
  }

  @Test
  void encodedAvro_readsBackAsTheEvent() throws IOException {
    byte[][] encoded = new AvroEncodeBenchmark().encode();

    EnrichedEvent[] events = Recording.events();
    SpecificDatumReader<Event> reader = new SpecificDatumReader<>(Event.class);
    for (int i = 0; i < events.length; i++) {
      Event read = EqualRecords.read(reader, encoded[i]);
      assertThat(read.getUlid()).isEqualTo(events[i].ulid());
      assertThat(read.getEventName()).isEqualTo(events[i].eventName());
      assertThat(read.getSourceOffset()).isEqualTo(i);
      assertThat(read.getWallTime()).isEqualTo(events[i].result().wallTime());
      assertThat(read.getLogs())
          .isEqualTo(
              events[i].result().logs() == null ? null : events[i].result().logs().toString());
    }
  }

  @Test
  void block_namesEveryColumnAndRow() throws IOException {
    NativeEncodeBenchmark benchmark = new NativeEncodeBenchmark();
    byte[] first = benchmark.encode().toByteArray();
    byte[] second = benchmark.encode().toByteArray();

    int columns = Event.getClassSchema().getFields().size();
    assertThat(first[0]).isEqualTo((byte) columns);
    // 10,000 as a varint.
    assertThat(Arrays.copyOfRange(first, 1, 3)).containsExactly(0x90, 0x4e);
    assertThat(second).isEqualTo(first);
  }

  @Test
  void avroDecode_readsEveryRow() throws IOException {
    Event[] read = new NativeEncodeBenchmark().avroDecode();

    assertThat(read)
        .extracting(Event::getUlid)
        .doesNotHaveDuplicates()
        .isEqualTo(
            Recording.rows(NativeEncodeBenchmark.ROWS).stream().map(EnrichedEvent::ulid).toList());
  }

  @Test
  void foldedWindows_countAllEvents() {
    assertCountsAllEvents(new FoldBenchmark().appendAndFold());
  }

  @Test
  void appendedChunks_holdAllEvents() {
    WindowFold fold = new WindowFold();
    new FoldBenchmark().append().forEach(fold::add);

    assertCountsAllEvents(fold);
  }

  private static void assertCountsAllEvents(WindowFold fold) {
    List<ServiceContent> windows =
        fold.windows().values().stream()
            .filter(ServiceContent.class::isInstance)
            .map(ServiceContent.class::cast)
            .toList();
    long cpuTime = Arrays.stream(Recording.events()).mapToLong(it -> it.result().cpuTime()).sum();
    assertThat(windows.stream().mapToLong(ServiceContent::events).sum())
        .isEqualTo((long) FoldBenchmark.ROUNDS * Recording.EVENTS);
    assertThat(windows.stream().mapToLong(ServiceContent::totalCpuTime).sum())
        .isEqualTo(FoldBenchmark.ROUNDS * cpuTime);
  }

  private static long tokens(JsonNode node) {
    if (node.isValueNode()) {
      return 1;
    }
    long tokens = 2L + (node.isObject() ? node.size() : 0);
    for (JsonNode child : node) {
      tokens += tokens(child);
    }
    return tokens;
  }

  private static List<String> names(Enriched[] enriched) {
    return Arrays.stream(enriched).map(it -> it.event().eventName()).toList();
  }

  private static List<String> ulids(Enriched[] enriched) {
    return Arrays.stream(enriched).map(it -> it.event().ulid()).toList();
  }

  /// What an independent implementation of the rules made of the events, one column.
  private static List<String> expected(String column) throws IOException {
    Path file = Path.of(System.getProperty("tailrace.samples"), "expected-prodlike.jsonl.gz");
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      List<JsonNode> all = JSON.readerFor(JsonNode.class).<JsonNode>readValues(in).readAll();
      return IntStream.range(0, Recording.EVENTS)
          .mapToObj(i -> all.get(i * all.size() / Recording.EVENTS).get(column).asText())
          .toList();
    }
  }
}
