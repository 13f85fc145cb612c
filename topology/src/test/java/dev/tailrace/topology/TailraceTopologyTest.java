package dev.tailrace.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.Golden;
import dev.tailrace.metrics.TopologyMetric;
import dev.tailrace.schema.Event;
import dev.tailrace.schema.Mutation;
import dev.tailrace.schema.PartialWindow;
import dev.tailrace.window.WindowLimits;
import dev.tailrace.wire.BatchHeader;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyDescription;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TailraceTopologyTest {
  private static final Instant START = Instant.parse("2026-11-20T12:00:00Z");
  private static final byte[] KEY = "shop".getBytes(UTF_8);

  private final TopologyCounts counts = new TopologyCounts();
  private final TopologyTestDriver driver = driver(new DeadLetterLimits(2, 1, 100), counts);
  private final TestInputTopic<byte[], byte[]> raw =
      driver.createInputTopic("tail.raw", new ByteArraySerializer(), new ByteArraySerializer());
  private final TestOutputTopic<byte[], Event> events =
      driver.createOutputTopic(
          "events", new ByteArrayDeserializer(), new PlainAvro.Reader<>(Event.getClassSchema()));
  private final TestOutputTopic<String, Mutation> mutations =
      driver.createOutputTopic(
          "things.mutations",
          new StringDeserializer(),
          new PlainAvro.Reader<>(Mutation.getClassSchema()));
  private final TestOutputTopic<byte[], byte[]> deadLetters =
      driver.createOutputTopic(
          "tail.dead-letter", new ByteArrayDeserializer(), new ByteArrayDeserializer());

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void description_isTheAgreedOne() {
    Golden.check(
        "topology/src/test/resources/topology.txt",
        TailraceTopology.build(settings(DeadLetterLimits.DEFAULT, counts)).describe().toString());
  }

  @Test
  void stores_areThoseThatAResetKnows() {
    List<String> stores =
        TailraceTopology.build(settings(DeadLetterLimits.DEFAULT, counts))
            .describe()
            .subtopologies()
            .stream()
            .flatMap(part -> part.nodes().stream())
            .filter(TopologyDescription.Processor.class::isInstance)
            .flatMap(node -> ((TopologyDescription.Processor) node).stores().stream())
            .toList();
    assertThat(stores).containsExactlyInAnyOrderElementsOf(StateStores.NAMES);
  }

  @Test
  void invocation_becomesAnEventOfItsBatch() {
    raw.pipeInput(new TestRecord<>(KEY, invocation(""), retries("3"), START));
    TestRecord<byte[], Event> record = events.readRecord();
    Event event = record.value();
    assertThat(record.key()).isNull();
    assertThat(record.headers().toArray()).hasSize(1);
    assertThat(BatchHeader.read(record.headers())).contains(event.getPipelineBatchId());
    assertThat(event.getPipelineInstance()).isEqualTo("one");
    assertThat(event.getScriptName()).isEqualTo("shop");
    assertThat(event.getTimestamp()).isEqualTo(START);
    assertThat(event.getRetryCount()).isEqualTo(3);
    assertThat(event.getSourceTopic()).isEqualTo("tail.raw");
  }

  @Test
  void mutations_followTheirInvocationAndGoToTheirTopic() {
    raw.pipeInput(
        KEY,
        invocation(
            mutation("'entity_ns':'a/b','entity_id':'x|y','data':{'after':{'n':1}}")
                + ","
                + mutation("'entity_id':'no namespace','data':{'after':{}}")
                + ","
                + mutation("'entity_ns':'a','entity_id':'z','data':{'after':{}}")),
        START);
    List<Event> written = events.readValuesToList();
    assertThat(written)
        .extracting(Event::getEventType)
        .containsExactly("log", "mutation", "mutation");
    assertThat(written)
        .extracting(Event::getPipelineBatchId)
        .containsOnly(written.getFirst().getPipelineBatchId());
    List<TestRecord<String, Mutation>> changes = mutations.readRecordsToList();
    assertThat(changes).extracting(TestRecord::key).containsExactly("a/b|x|y", "a|z");
    assertThat(changes)
        .extracting(change -> change.value().getVersion())
        .containsExactly(written.get(1).getUlid(), written.get(2).getUlid());
    assertThat(changes.getFirst().value().getAfter()).isEqualTo("{\"n\":1}");
    TestRecord<byte[], byte[]> refused = deadLetters.readRecord();
    assertThat(refused.key()).isEqualTo(KEY);
    assertThat(refused.value()).asString(UTF_8).contains("no namespace");
    assertThat(refused.headers().lastHeader("reason").value())
        .asString(UTF_8)
        .isEqualTo("invalid-mutation");
  }

  /// Only the message tells them apart, so the rows must.
  @Test
  void rowsOfMutations_sayWhatKindOfEntityChanged() {
    raw.pipeInput(
        KEY,
        invocation(
            mutation("'entity_ns':'a','entity_id':'x','data':{'after':{}}")
                + ","
                + mutation("'entity_ns':'a','entity_id':'xy','entity_kind':'relationship'")
                    .replace("'update'", "'delete'")),
        START);
    assertThat(events.readValuesToList())
        .extracting(Event::getEntityKind)
        .containsExactly(null, "thing", "relationship");
  }

  @Test
  void agedBatch_getsASealOfItsOwnId() {
    raw.pipeInput(KEY, invocation(""), START);
    String batch = events.readValue().getPipelineBatchId();
    driver.advanceWallClockTime(Duration.ofMillis(400));
    assertThat(events.isEmpty()).isTrue();
    driver.advanceWallClockTime(Duration.ofMillis(200));
    TestRecord<byte[], Event> seal = events.readRecord();
    assertThat(seal.value()).isNull();
    assertThat(seal.key()).isNull();
    assertThat(BatchHeader.read(seal.headers())).contains(batch);
  }

  @Test
  void batchOfALateEvent_isSealedLater() {
    raw.pipeInput(KEY, invocation(""), START.minusSeconds(3));
    events.readRecord();
    driver.advanceWallClockTime(Duration.ofMillis(1_900));
    assertThat(events.isEmpty()).isTrue();
    driver.advanceWallClockTime(Duration.ofMillis(200));
    assertThat(events.readRecord().value()).isNull();
  }

  @Test
  void idleTail_getsTicksForARollIntervalAndThenSilence() {
    raw.pipeInput(KEY, invocation(""), START);
    for (int second = 0; second < 400; second++) {
      driver.advanceWallClockTime(Duration.ofSeconds(1));
    }
    List<TestRecord<byte[], Event>> records = events.readRecordsToList();
    // The event, its seal, and a tick every ten seconds of five minutes.
    assertThat(records).hasSizeBetween(31, 33);
    assertThat(records)
        .extracting(record -> BatchHeader.read(record.headers()).orElseThrow())
        .isSorted();
    driver.advanceWallClockTime(Duration.ofHours(1));
    assertThat(events.isEmpty()).isTrue();
  }

  @Test
  void unreadableRecord_keepsItsBytesKeyAndHeaders() {
    raw.pipeInput(new TestRecord<>(KEY, "no json".getBytes(UTF_8), retries("1"), START));
    raw.pipeInput(new TestRecord<>(null, null, new RecordHeaders(), START));
    List<TestRecord<byte[], byte[]>> records = deadLetters.readRecordsToList();
    assertThat(records.get(0).key()).isEqualTo(KEY);
    assertThat(records.get(0).value()).asString(UTF_8).isEqualTo("no json");
    assertThat(records.get(0).headers().lastHeader("retry_count")).isNotNull();
    assertThat(records.get(0).headers().lastHeader("source_offset").value())
        .asString(UTF_8)
        .isEqualTo("0");
    assertThat(records.get(1).value()).isNull();
    assertThat(records.get(1).headers().lastHeader("reason").value())
        .asString(UTF_8)
        .isEqualTo("empty-value");
  }

  @Test
  void notice_isCountedAndDropped() {
    raw.pipeInput(KEY, json("{'type':'overload','message':'m'}"), START);
    raw.pipeInput(KEY, json("{'type':'something new','message':'m'}"), START);
    assertThat(events.isEmpty()).isTrue();
    assertThat(deadLetters.isEmpty()).isTrue();
    var kept = driver.<String, Long>getKeyValueStore(Refusals.STORE);
    assertThat(kept.get("notice.overload")).isEqualTo(1);
    assertThat(counts.sums(TopologyMetric.TELEMETRY_LOSS))
        .containsEntry("overload", 1L)
        .containsEntry("other-notice", 1L);
  }

  @Test
  void budget_stopsAtTheThirdRefusalInARow() {
    raw.pipeInput(KEY, json("1"), START);
    raw.pipeInput(KEY, json("2"), START);
    assertThatThrownBy(() -> raw.pipeInput(KEY, json("3"), START))
        .rootCause()
        .isInstanceOf(DeadLetterBudgetExceededException.class)
        .hasMessageContaining("3 records in a row were refused");
  }

  @Test
  void counts_sayWhatWentInAndOutAndWhatWasLost() {
    raw.pipeInput(
        KEY, invocation(mutation("'entity_ns':'a','entity_id':'z','data':{'after':{}}")), START);
    raw.pipeInput(
        KEY, new String(invocation(""), UTF_8).replace(":false", ":true").getBytes(UTF_8), START);
    raw.pipeInput(KEY, json("1"), START);
    for (int second = 0; second < 30; second++) {
      driver.advanceWallClockTime(Duration.ofSeconds(1));
    }
    assertThat(counts.sums(TopologyMetric.EVENTS_IN)).containsOnly(Map.entry("0", 3L));
    assertThat(counts.sums(TopologyMetric.EVENTS_OUT))
        .containsEntry("events", 3L)
        .containsEntry("things.mutations", 1L)
        .containsEntry("tail.dead-letter", 1L)
        .containsKeys("partials", "service-metrics.hourly", "error-trends.5min");
    assertThat(counts.sums(TopologyMetric.DEAD_LETTERS))
        .containsOnly(Map.entry("not-an-object", 1L));
    assertThat(counts.sums(TopologyMetric.TELEMETRY_LOSS)).containsOnly(Map.entry("truncated", 1L));
    assertThat(counts.sums(TopologyMetric.BATCHES)).containsOnly(Map.entry("age", 1L));
    assertThat(counts.sums(TopologyMetric.TICKS).get("")).isBetween(2L, 3L);
  }

  private static byte[] invocation(String messages) {
    return json(
        "{'wallTime':1,'cpuTime':1,'truncated':false,'outcome':'ok','scriptName':'shop',"
            + "'diagnosticsChannelEvents':["
            + messages
            + "],'exceptions':[],'logs':[],'eventTimestamp':1795168201181,"
            + "'event':{'rpcMethod':'buy'}}");
  }

  private static String mutation(String rest) {
    return "{'channel':'things','timestamp':1795168201181,'message':{'event_type':'mutation',"
        + "'mutation_type':'update',"
        + rest
        + "}}";
  }

  private static byte[] json(String singleQuoted) {
    return singleQuoted.replace('\'', '"').getBytes(UTF_8);
  }

  private static RecordHeaders retries(String count) {
    RecordHeaders headers = new RecordHeaders();
    headers.add(EnrichProcessor.RETRY_COUNT_HEADER, count.getBytes(UTF_8));
    return headers;
  }

  private static TopologySettings settings(DeadLetterLimits limits, TopologyCounts counts) {
    return new TopologySettings(
        TopicNames.DEFAULT,
        SealLimits.defaults(1),
        limits,
        WindowLimits.DEFAULT,
        new RecordFormat(
            PlainAvro.Writer::new, () -> new PlainAvro.Reader<>(PartialWindow.getClassSchema())),
        "one",
        counts);
  }

  private static TopologyTestDriver driver(DeadLetterLimits limits, TopologyCounts counts) {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:9");
    return new TopologyTestDriver(
        TailraceTopology.build(settings(limits, counts)), properties, START);
  }
}
