package dev.tailrace.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tailrace.app.RecordedLife.Entry;
import dev.tailrace.app.RecordedLife.Position;
import dev.tailrace.event.DeadLetterReason;
import dev.tailrace.schema.ErrorTrends5Min;
import dev.tailrace.schema.Event;
import dev.tailrace.schema.ServiceMetricsHourly;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A rolling upgrade: this build goes on where an earlier one stopped.
///
/// `recorded-life.bin.gz` was written by the code of commit 52bd7d1, by this test run with
/// `-Dupgrade.record=true`. It is never rewritten to make a test pass: another state is another
/// file beside it.
class UpgradeIT {
  @TempDir private Path directory;

  @Test
  void stateOfAnEarlierBuild_isContinuedAsIfNothingHadHappened() throws Exception {
    if (Boolean.getBoolean("upgrade.record")) {
      FirstLife.record();
    }
    RecordedLife life = FirstLife.read();
    Files.createDirectories(directory.resolve("registry"));
    Files.write(directory.resolve("registry/journal"), life.registryJournal());
    try (Cluster cluster = Cluster.start(directory);
        Cluster other = Cluster.start(directory.resolve("uninterrupted"))) {
      load(life, cluster);
      assertThat(cluster.events()).hasSizeGreaterThanOrEqualTo(FirstLife.NOTED - 2);
      try (TailraceApplication application = cluster.startTopology(FirstLife.settings());
          TailraceApplication whole = other.startTopology(FirstLife.settings())) {
        cluster.publishRecords(FirstLife.raw(FirstLife.NOTED, FirstLife.RECORDS));
        other.publishRecords(FirstLife.raw(0, FirstLife.RECORDS));
        cluster.awaitProcessed();
        other.awaitProcessed();
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> compare(cluster, other));
        assertThat(application.counts()).isEqualTo(whole.counts());
        assertThat(application.counts().deadLetters()).containsEntry(DeadLetterReason.NOT_JSON, 3L);
      }
      BatchLaw.check(cluster.runs());
      assertThat(internalTopics(cluster))
          .as("no store has another name, so none begins anew and none is left behind")
          .isEqualTo(FirstLife.changelogs());
    }
  }

  private static void compare(Cluster one, Cluster other) {
    assertThat(events(one)).isEqualTo(events(other));
    assertThat(hours(one)).isNotEmpty().isEqualTo(hours(other));
    assertThat(trends(one)).isNotEmpty().isEqualTo(trends(other));
    for (String topic : List.of("things.mutations", "tail.dead-letter")) {
      assertThat(one.committed(topic)).hasSameSizeAs(other.committed(topic));
    }
  }

  /// Rows in the order of the log, without what tells which run wrote them.
  private static List<Event> events(Cluster cluster) {
    List<Event> events = cluster.values("events");
    events.forEach(
        event -> {
          event.setPipelineBatchId("");
          event.setPipelineInstance("");
        });
    return events;
  }

  /// The newest state of each window, without the times of its publication.
  private static Map<String, ServiceMetricsHourly> hours(Cluster cluster) {
    Map<String, ServiceMetricsHourly> newest = new TreeMap<>();
    for (ServiceMetricsHourly row :
        cluster.<ServiceMetricsHourly>values("service-metrics.hourly")) {
      String key = row.getScriptName() + "|" + row.getDispatchNamespace() + "|" + row.getHour();
      newest.merge(key, row, (a, b) -> a.getVersion() > b.getVersion() ? a : b);
    }
    newest.values().forEach(row -> row.setVersion(0L));
    newest.values().forEach(row -> row.setPane(row.getHour()));
    return newest;
  }

  private static Map<String, ErrorTrends5Min> trends(Cluster cluster) {
    Map<String, ErrorTrends5Min> newest = new TreeMap<>();
    for (ErrorTrends5Min row : cluster.<ErrorTrends5Min>values("error-trends.5min")) {
      String key = row.getScriptName() + "|" + row.getErrorType() + "|" + row.getBucket();
      newest.merge(key, row, (a, b) -> a.getVersion() > b.getVersion() ? a : b);
    }
    newest.values().forEach(row -> row.setVersion(0L));
    newest.values().forEach(row -> row.setPane(row.getBucket()));
    return newest;
  }

  private static List<String> internalTopics(Cluster cluster) throws Exception {
    return cluster.admin().listTopics().names().get().stream()
        .filter(name -> name.startsWith("tailrace-"))
        .sorted()
        .toList();
  }

  private static void load(RecordedLife life, Cluster cluster) throws Exception {
    List<NewTopic> topics =
        life.topics().keySet().stream()
            .map(name -> new NewTopic(name, partitions(name), (short) 1).configs(config(name)))
            .toList();
    cluster.admin().createTopics(topics).all().get();
    life.topics()
        .forEach(
            (topic, entries) ->
                cluster.publishRecords(
                    entries.stream().map(entry -> record(topic, entry)).toList()));
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    for (Position position : life.group()) {
      offsets.put(
          new TopicPartition(position.topic(), position.partition()),
          new OffsetAndMetadata(position.record(), position.metadata()));
    }
    cluster.admin().alterConsumerGroupOffsets("tailrace", offsets).all().get();
  }

  private static int partitions(String topic) {
    return topic.equals("tail.dead-letter") ? 1 : Cluster.PARTITIONS;
  }

  private static Map<String, String> config(String topic) {
    return topic.endsWith("-changelog")
        ? Map.of("cleanup.policy", "compact")
        : Map.of("max.message.bytes", "34603008", "retention.ms", "-1");
  }

  private static ProducerRecord<byte[], byte[]> record(String topic, Entry entry) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            topic, entry.partition(), entry.timestamp(), entry.key(), entry.value());
    entry.headers().forEach(header -> record.headers().add(header.name(), header.value()));
    return record;
  }
}
