package dev.tailrace.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tailrace.app.RecordedLife.Entry;
import dev.tailrace.app.RecordedLife.Header;
import dev.tailrace.app.RecordedLife.Position;
import dev.tailrace.event.DeadLetterReason;
import dev.tailrace.schema.ErrorTrends5Min;
import dev.tailrace.schema.Event;
import dev.tailrace.schema.ServiceMetricsHourly;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A rolling upgrade: this build goes on where an earlier one stopped.
///
/// `recorded-life.bin.gz` was written by the code of commit 52bd7d1, by this class run with
/// `-Dupgrade.record=true`. It is never rewritten to make a test pass: another state is another
/// file beside it.
class UpgradeIT {
  private static final String RESOURCE = "recorded-life.bin.gz";
  private static final List<byte[]> SAMPLE =
      Samples.lines("tail-events-prodlike.jsonl").subList(0, 90);
  private static final byte[] GARBAGE = "no event".getBytes(UTF_8);

  /// The records have the time of the sample, so that both lives see the same.
  private static final long FIRST_TIME = 1_789_990_000_000L;

  private static final List<String> STORES =
      List.of("batches", "deltas", "refusals", "window-closings", "window-panes");
  private static final List<String> OUTPUT =
      List.of(
          "events",
          "partials",
          "service-metrics.hourly",
          "error-trends.5min",
          "things.mutations",
          "tail.dead-letter");

  @TempDir private Path directory;

  /// Of these the first life has processed and published the windows of 40, and has noted, but not
  /// handed on, those of 20 more, in a batch that is open.
  private static final int PUBLISHED = 40;

  private static final int NOTED = 60;

  @Test
  void stateOfAnEarlierBuild_isContinuedAsIfNothingHadHappened() throws Exception {
    if (Boolean.getBoolean("upgrade.record")) {
      record();
    }
    RecordedLife life = read();
    Files.createDirectories(directory.resolve("registry"));
    Files.write(directory.resolve("registry/journal"), life.registryJournal());
    try (Cluster cluster = Cluster.start(directory);
        Cluster other = Cluster.start(directory.resolve("uninterrupted"))) {
      load(life, cluster);
      assertThat(cluster.events()).hasSizeGreaterThanOrEqualTo(NOTED - 2);
      try (TailraceApplication application = cluster.startTopology(settings());
          TailraceApplication whole = other.startTopology(settings())) {
        cluster.publishRecords(raw(NOTED, SAMPLE.size()));
        other.publishRecords(raw(0, SAMPLE.size()));
        cluster.awaitProcessed();
        other.awaitProcessed();
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> compare(cluster, other));
        assertThat(application.counts()).isEqualTo(whole.counts());
        assertThat(application.counts().deadLetters()).containsEntry(DeadLetterReason.NOT_JSON, 3L);
      }
      BatchLaw.check(cluster.runs());
      assertThat(internalTopics(cluster))
          .as("no store has another name, so none begins anew and none is left behind")
          .isEqualTo(STORES.stream().map(UpgradeIT::changelog).toList());
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

  private static String changelog(String store) {
    return "tailrace-" + store + "-changelog";
  }

  /// Panes stay open for ever, and nothing is too old to be kept: the records are from the past.
  private static Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>();
    settings.put("tailrace.windows.grace", "36500d");
    for (String topic :
        List.of("raw", "events", "partials", "windows", "mutations", "dead-letters")) {
      settings.put("tailrace.topics.retention." + topic, "36500d");
    }
    return settings;
  }

  /// Every thirtieth record is garbage.
  private static List<ProducerRecord<byte[], byte[]>> raw(int from, int to) {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (int i = from; i < to; i++) {
      byte[] value = i % 30 == 17 ? GARBAGE : SAMPLE.get(i);
      records.add(
          new ProducerRecord<>(
              "tail.raw", i % Cluster.PARTITIONS, FIRST_TIME + i, Cluster.KEY, value));
    }
    return records;
  }

  private static RecordedLife read() throws Exception {
    try (InputStream in = UpgradeIT.class.getResourceAsStream("/" + RESOURCE)) {
      return RecordedLife.read(in);
    }
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

  /// Lives the first life and writes down what it leaves behind.
  private static void record() throws Exception {
    Path place = Files.createTempDirectory("recorded-life");
    try (Cluster cluster = Cluster.start(place)) {
      try (TailraceApplication _ = cluster.startTopology(settings())) {
        cluster.publishRecords(raw(0, PUBLISHED));
        cluster.awaitProcessed();
        await()
            .atMost(Duration.ofSeconds(60))
            .pollDelay(Duration.ofSeconds(5))
            .until(() -> !cluster.committed("service-metrics.hourly").isEmpty());
      }
      Map<String, String> holding = settings();
      holding.put("tailrace.windows.update-interval", "1h");
      holding.put("tailrace.batch.max-age", "1h");
      try (TailraceApplication _ = cluster.startTopology(holding)) {
        cluster.publishRecords(raw(PUBLISHED, NOTED));
        cluster.awaitProcessed();
      }
      RecordedLife life = of(cluster, Files.readAllBytes(place.resolve("registry/journal")));
      try (OutputStream out =
          Files.newOutputStream(Path.of("src/test/resources").resolve(RESOURCE))) {
        life.write(out);
      }
      Files.copy(
          Path.of("src/test/resources").resolve(RESOURCE),
          Path.of("target/test-classes").resolve(RESOURCE),
          java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static RecordedLife of(Cluster cluster, byte[] journal) throws Exception {
    Map<String, List<Entry>> topics = new LinkedHashMap<>();
    Map<String, List<ConsumerRecord<byte[], byte[]>>> found = new HashMap<>();
    Stream.of(Stream.of("tail.raw"), OUTPUT.stream(), STORES.stream().map(UpgradeIT::changelog))
        .flatMap(names -> names)
        .forEach(
            topic -> {
              found.put(topic, cluster.committed(topic));
              topics.put(topic, found.get(topic).stream().map(UpgradeIT::entry).toList());
            });
    List<Position> group = new ArrayList<>();
    cluster
        .admin()
        .listConsumerGroupOffsets("tailrace")
        .partitionsToOffsetAndMetadata()
        .get()
        .forEach(
            (at, offset) ->
                group.add(
                    new Position(
                        at.topic(),
                        at.partition(),
                        found.get(at.topic()).stream()
                            .filter(record -> record.partition() == at.partition())
                            .filter(record -> record.offset() < offset.offset())
                            .count(),
                        offset.metadata())));
    return new RecordedLife(journal, topics, group);
  }

  private static Entry entry(ConsumerRecord<byte[], byte[]> record) {
    List<Header> headers = new ArrayList<>();
    record.headers().forEach(header -> headers.add(new Header(header.key(), header.value())));
    return new Entry(record.partition(), record.timestamp(), record.key(), record.value(), headers);
  }
}
