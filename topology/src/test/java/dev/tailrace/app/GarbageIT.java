package dev.tailrace.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.event.DeadLetterReason;
import dev.tailrace.schema.DeadLetter;
import dev.tailrace.schema.Event;
import dev.tailrace.schema.Mutation;
import dev.tailrace.schema.TailEvent;
import dev.tailrace.serde.AvroSerializer;
import dev.tailrace.wire.DeadLetterHeaders;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Everything a raw topic may hold besides good events: nothing crashes, every record is counted,
/// every refused one keeps its bytes.
class GarbageIT {
  private static final int SAMPLE = 600;

  /// Stands for a record without a value where two are compared.
  private static final byte[] NO_VALUE = "no value at all".getBytes(UTF_8);

  @TempDir private static Path directory;
  private static Cluster cluster;
  private static TailraceApplication application;
  private static final List<byte[]> good = new ArrayList<>();
  private static final List<byte[]> bad = new ArrayList<>();
  private static List<Event> events;
  private static List<ConsumerRecord<byte[], byte[]>> deadLetters;

  @BeforeAll
  static void process() throws Exception {
    cluster = Cluster.start(directory);
    application = cluster.startTopology();
    try (AvroSerializer serializer = cluster.serializer()) {
      List<byte[]> json = Samples.lines("tail-events-prodlike.jsonl").subList(0, SAMPLE);
      List<byte[]> typed =
          json.stream().map(line -> typed(serializer, TypedEvent.of(Samples.parse(line)))).toList();
      good.addAll(json);
      good.addAll(typed);
      good.add(withLogOf(2_500_000));
      good.add(withLogOf(15_000_000));
      bad.addAll(garbage(serializer, json.getFirst(), typed.getFirst()));
    }
    cluster.publish(good);
    cluster.publish(bad);
    cluster.publish(List.of(notice("overload"), notice("overload-stop"), notice("overload")));
    cluster.awaitProcessed();
    events = cluster.events();
    deadLetters = cluster.committed("tail.dead-letter");
  }

  @AfterAll
  static void stop() {
    application.close();
    cluster.close();
  }

  @Test
  void whatGoesIn_comesOutAsEventsDeadLettersAndNotices() {
    Counts counts = application.counts();
    assertThat(application.state()).isEqualTo(TailraceApplication.State.RUNNING);
    assertThat(invocations()).hasSize(good.size());
    assertThat(counts.refusedRecords()).isEqualTo(bad.size());
    assertThat(counts.notices())
        .containsOnly(Map.entry("overload", 2L), Map.entry("overload-stop", 1L));
  }

  @Test
  void deadLetters_keepKeyAndBytes() {
    List<ByteBuffer> kept = refused().map(GarbageIT::value).toList();
    assertThat(kept)
        .containsExactlyInAnyOrderElementsOf(bad.stream().map(GarbageIT::buffer).toList());
    assertThat(refused()).allSatisfy(record -> assertThat(record.key()).isEqualTo(Cluster.KEY));
  }

  @Test
  void deadLetters_sayWhyAndFromWhere() {
    List<String> reasons = new ArrayList<>();
    refused()
        .forEach(
            record -> {
              DeadLetter letter = read(record);
              reasons.add(letter.getReason());
              assertThat(letter.getSourceTopic()).isEqualTo("tail.raw");
              assertThat(letter.getPipelineInstance()).isEqualTo("test-1");
              assertThat(letter.getMessage()).isNotBlank();
            });
    assertThat(reasons)
        .contains("empty-value", "truncated-json", "not-json", "unknown-schema", "unreadable-avro");
  }

  @Test
  void typedEvents_giveTheColumnsOfTheirJson() {
    Map<String, Event> byPosition = new HashMap<>();
    for (Event event : invocations()) {
      byPosition.put(event.getSourcePartition() + "/" + event.getSourceOffset(), event);
    }
    List<String> differences = new ArrayList<>();
    IntStream.range(0, SAMPLE)
        .forEach(
            i ->
                compare(
                    byPosition.get(position(i)),
                    byPosition.get(position(SAMPLE + i)),
                    differences));
    assertThat(differences).isEmpty();
  }

  private static void compare(Event json, Event typed, List<String> differences) {
    for (Schema.Field field : Event.getClassSchema().getFields()) {
      String name = field.name();
      boolean own =
          List.of("ulid", "timestamp", "pipeline_batch_id", "source_partition", "source_offset")
              .contains(name);
      // Members of a JSON object may come in another order from the typed form.
      boolean text = List.of("logs", "exceptions").contains(name);
      Object wanted = json.get(field.pos());
      Object got = typed.get(field.pos());
      boolean equal =
          (text && wanted != null && got != null)
              ? Samples.parse(wanted.toString().getBytes(UTF_8))
                  .equals(Samples.parse(got.toString().getBytes(UTF_8)))
              : Objects.equals(wanted, got);
      if (!own && !equal && differences.size() < 10) {
        differences.add(name + ": " + got + " instead of " + wanted);
      }
    }
  }

  private static List<byte[]> garbage(AvroSerializer serializer, byte[] json, byte[] typed) {
    byte[] binary = new byte[1_000];
    new Random(5).nextBytes(binary);
    binary[0] = (byte) 0xC3;
    byte[] unknownSchema = typed.clone();
    unknownSchema[1] = 0x7F;
    byte[] endlessText = Arrays.copyOf(typed, typed.length);
    Arrays.fill(endlessText, 5, endlessText.length, (byte) 0xFE);
    Mutation mutation = new Mutation();
    mutation.setVersion("v");
    mutation.setEventTimestamp(Instant.EPOCH);
    mutation.setMutationType("create");
    mutation.setEntityKind("thing");
    mutation.setEntityNs("a");
    mutation.setEntityId("b");
    mutation.setScriptName("s");
    mutation.setSourceTopic("t");
    return Arrays.asList(
        null,
        new byte[0],
        new byte[] {0},
        new byte[] {0, 0, 0},
        binary,
        Arrays.copyOf(json, json.length / 2),
        Arrays.copyOf(typed, typed.length / 2),
        unknownSchema,
        endlessText,
        serializer.serialize("tail.raw-other", mutation),
        "hello".getBytes(UTF_8),
        "[1,2]".getBytes(UTF_8),
        "{}".getBytes(UTF_8),
        "null".getBytes(UTF_8));
  }

  private static byte[] typed(AvroSerializer serializer, TailEvent event) {
    return serializer.serialize("tail.raw", event);
  }

  private static byte[] withLogOf(int characters) {
    return ("{\"wallTime\":1,\"cpuTime\":1,\"truncated\":false,\"outcome\":\"ok\",\"scriptName\":\"big\","
                + "\"diagnosticsChannelEvents\":[],\"exceptions\":[],\"logs\":[{\"message\":[\""
            + "x".repeat(characters)
            + "\"],\"level\":\"log\",\"timestamp\":1795168201181}],"
            + "\"eventTimestamp\":1795168201181,\"event\":{\"rpcMethod\":\"m\"}}")
        .getBytes(UTF_8);
  }

  private static byte[] notice(String type) {
    return ("{\"type\":\"" + type + "\",\"message\":\"sampling\"}").getBytes(UTF_8);
  }

  private static String position(int index) {
    return index % Cluster.PARTITIONS + "/" + index / Cluster.PARTITIONS;
  }

  private static List<Event> invocations() {
    return events.stream().filter(event -> !event.getEventType().equals("mutation")).toList();
  }

  private static Stream<ConsumerRecord<byte[], byte[]>> refused() {
    return deadLetters.stream()
        .filter(
            record -> !read(record).getReason().equals(DeadLetterReason.INVALID_MUTATION.code()));
  }

  private static DeadLetter read(ConsumerRecord<byte[], byte[]> record) {
    return switch (DeadLetterHeaders.read(record.headers())) {
      case DeadLetterHeaders.Reading.Complete(DeadLetter letter) -> letter;
      case DeadLetterHeaders.Reading.Incomplete(List<String> problems) ->
          throw new AssertionError(problems.toString());
    };
  }

  private static ByteBuffer value(ConsumerRecord<byte[], byte[]> record) {
    return buffer(record.value());
  }

  private static ByteBuffer buffer(byte[] value) {
    return ByteBuffer.wrap(value == null ? NO_VALUE : value);
  }
}
