package dev.tailrace.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import dev.tailrace.app.RecordedLife.Entry;
import dev.tailrace.app.RecordedLife.Header;
import dev.tailrace.app.RecordedLife.Position;
import dev.tailrace.topology.TopicNames;
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
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/// The life that ends where this build goes on: what is published in it, with which settings, and
/// how it is lived, written down and read.
final class FirstLife {
  private static final String RESOURCE = "recorded-life.bin.gz";
  private static final List<byte[]> SAMPLE =
      Samples.lines("tail-events-prodlike.jsonl").subList(0, 90);
  private static final byte[] GARBAGE = "no event".getBytes(UTF_8);

  /// The records have the time of the sample, so that both lives see the same.
  private static final long FIRST_TIME = 1_789_990_000_000L;

  private static final List<String> STORES =
      List.of("batches", "deltas", "refusals", "window-closings", "window-panes");

  /// Written out: a topology that reads another topic does not go on with what lies in this one.
  private static final String RAW = "tail.raw";

  private static final TopicNames TOPICS = TopicNames.DEFAULT;
  private static final List<String> OUTPUT =
      List.of(
          TOPICS.events(),
          TOPICS.partials(),
          TOPICS.serviceMetrics(),
          TOPICS.errorTrends(),
          TOPICS.mutations(),
          TOPICS.deadLetters());

  /// How many records there are for both lives.
  static final int RECORDS = SAMPLE.size();

  /// Of these the first life has processed and published the windows of 40, and has noted, but not
  /// handed on, those of 20 more, in a batch that is open.
  private static final int PUBLISHED = 40;

  static final int NOTED = 60;

  private FirstLife() {}

  /// Panes stay open for ever, and nothing is too old to be kept: the records are from the past.
  static Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>();
    settings.put("tailrace.windows.grace", "36500d");
    for (String topic :
        List.of("raw", "events", "partials", "windows", "mutations", "dead-letters")) {
      settings.put("tailrace.topics.retention." + topic, "36500d");
    }
    return settings;
  }

  /// Every thirtieth record is garbage.
  static List<ProducerRecord<byte[], byte[]>> raw(int from, int to) {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (int i = from; i < to; i++) {
      byte[] value = i % 30 == 17 ? GARBAGE : SAMPLE.get(i);
      records.add(
          new ProducerRecord<>(RAW, i % Cluster.PARTITIONS, FIRST_TIME + i, Cluster.KEY, value));
    }
    return records;
  }

  /// What was written down once and for all.
  static RecordedLife read() throws Exception {
    try (InputStream in = FirstLife.class.getResourceAsStream("/" + RESOURCE)) {
      return RecordedLife.read(in);
    }
  }

  /// The topics of its stores, in the order of their names.
  static List<String> changelogs() {
    return STORES.stream().map(store -> "tailrace-" + store + "-changelog").toList();
  }

  /// Lives the first life and writes down what it leaves behind.
  static void record() throws Exception {
    Path place = Files.createTempDirectory("recorded-life");
    try (Cluster cluster = Cluster.start(place)) {
      try (TailraceApplication _ = cluster.startTopology(settings())) {
        cluster.publishRecords(raw(0, PUBLISHED));
        cluster.awaitProcessed();
        await()
            .atMost(Duration.ofSeconds(60))
            .pollDelay(Duration.ofSeconds(5))
            .until(() -> !cluster.committed(TOPICS.serviceMetrics()).isEmpty());
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
    Stream.of(Stream.of(RAW), OUTPUT.stream(), changelogs().stream())
        .flatMap(names -> names)
        .forEach(
            topic -> {
              found.put(topic, cluster.committed(topic));
              topics.put(topic, found.get(topic).stream().map(FirstLife::entry).toList());
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
