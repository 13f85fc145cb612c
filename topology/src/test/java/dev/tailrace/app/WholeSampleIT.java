package dev.tailrace.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tailrace.event.DeadLetterReason;
import dev.tailrace.schema.Event;
import dev.tailrace.wire.BatchHeader;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The recorded sample through the real broker: every expected column, every mutation, every
/// record counted.
class WholeSampleIT {
  /// What the sample holds that is no column of `events`.
  private static final Set<String> NOT_COLUMNS = Set.of("line", "kind", "mutations");

  /// No UTF-8 text can hold half a pair; the stores have U+FFFD for it.
  private static final Pattern LONE_SURROGATE =
      Pattern.compile(
          "[\\uD800-\\uDBFF](?![\\uDC00-\\uDFFF])|(?<![\\uD800-\\uDBFF])[\\uDC00-\\uDFFF]");

  private static final int MUTATION_MESSAGES = 1_157;

  @TempDir private static Path directory;
  private static Cluster cluster;
  private static TailraceApplication application;
  private static List<byte[]> sample;
  private static List<Event> events;

  @BeforeAll
  static void process() throws Exception {
    cluster = Cluster.start(directory);
    application = cluster.startTopology();
    sample = Samples.lines("tail-events-prodlike.jsonl");
    cluster.publish(sample);
    cluster.awaitProcessed();
    events = cluster.events();
  }

  @AfterAll
  static void stop() {
    application.close();
    cluster.close();
  }

  @Test
  void everyExpectedColumn_isEqual() {
    Map<Integer, Event> byLine = new TreeMap<>();
    for (Event event : invocations()) {
      int line =
          (int) (event.getSourceOffset() * Cluster.PARTITIONS + event.getSourcePartition()) + 1;
      assertThat(byLine.put(line, event)).as("line %d comes once", line).isNull();
    }
    List<String> differences = new ArrayList<>();
    for (JsonNode expected : Samples.json("expected-prodlike.jsonl")) {
      Event event = byLine.remove(expected.get("line").asInt());
      for (Map.Entry<String, JsonNode> column : expected.properties()) {
        if (!NOT_COLUMNS.contains(column.getKey())) {
          compare(event, column.getKey(), column.getValue(), differences);
        }
      }
    }
    assertThat(differences).isEmpty();
    assertThat(byLine).isEmpty();
  }

  @Test
  void everyMutationMessage_endsAsMutationOrDeadLetter() {
    long mutationEvents =
        events.stream().filter(event -> event.getEventType().equals("mutation")).count();
    long rejected =
        application.counts().deadLetters().getOrDefault(DeadLetterReason.INVALID_MUTATION, 0L);
    assertThat(mutationEvents + rejected).isEqualTo(MUTATION_MESSAGES);
    assertThat(cluster.committed("things.mutations")).hasSize((int) mutationEvents);
    assertThat(cluster.committed("tail.dead-letter")).hasSize((int) rejected);
  }

  @Test
  void whatGoesIn_comesOutAsEventsDeadLettersAndNotices() {
    Counts counts = application.counts();
    assertThat(invocations().size() + counts.refusedRecords() + counts.allNotices())
        .isEqualTo(sample.size());
  }

  @Test
  void mutationEvents_followTheirInvocationInItsBatch() {
    Event invocation = null;
    for (Event event : events) {
      if (event.getEventType().equals("mutation")) {
        assertThat(invocation).isNotNull();
        assertThat(event.getSourceOffset()).isEqualTo(invocation.getSourceOffset());
        assertThat(event.getPipelineBatchId()).isEqualTo(invocation.getPipelineBatchId());
      } else {
        invocation = event;
      }
    }
  }

  @Test
  void eachPartition_isWrittenFromItsPartner() {
    for (Event event : events) {
      assertThat(event.getPipelineInstance()).isEqualTo("test-1");
    }
    Map<String, Integer> partitionOf = new TreeMap<>();
    for (ConsumerRecord<byte[], byte[]> record : cluster.committed("events")) {
      assertThat(record.key()).isNull();
      partitionOf.put(
          BatchHeader.read(record.headers()).orElseThrow() + record.partition(),
          record.partition());
    }
    for (Event event : events) {
      assertThat(partitionOf).containsKey(event.getPipelineBatchId() + event.getSourcePartition());
    }
  }

  @Test
  void ulids_areUniqueAndBatchesLawful() {
    Set<String> ulids = new HashSet<>();
    for (Event event : events) {
      assertThat(ulids.add(event.getUlid())).as(event.getUlid()).isTrue();
    }
    BatchLaw.check(cluster.runs());
  }

  private static List<Event> invocations() {
    return events.stream().filter(event -> !event.getEventType().equals("mutation")).toList();
  }

  private static void compare(
      Event event, String column, JsonNode expected, List<String> differences) {
    Object actual = event.get(event.getSchema().getField(column).pos());
    String got =
        switch (actual) {
          case null -> "null";
          case Instant time -> Long.toString(time.toEpochMilli());
          default -> actual.toString();
        };
    String wanted =
        expected.isNull() ? "null" : LONE_SURROGATE.matcher(expected.asText()).replaceAll("\uFFFD");
    if (!got.equals(wanted) && differences.size() < 20) {
      differences.add(event.getUlid() + " " + column + ": " + got + " instead of " + wanted);
    }
  }
}
