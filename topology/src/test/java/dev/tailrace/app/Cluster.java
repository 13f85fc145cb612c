package dev.tailrace.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tailrace.engines.KafkaBroker;
import dev.tailrace.engines.SchemaRegistryServer;
import dev.tailrace.schema.Event;
import dev.tailrace.serde.AvroDeserializer;
import dev.tailrace.serde.AvroSerializer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// A real broker and a registry, and what a test asks them.
final class Cluster implements AutoCloseable {
  static final int PARTITIONS = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  static final byte[] KEY = "a-script".getBytes(UTF_8);

  private final Path directory;
  private final KafkaBroker broker;
  private final Path registryJournal;
  private SchemaRegistryServer registry;
  private final Admin admin;
  private final RawOffsets offsets;
  private final KafkaProducer<byte[], byte[]> producer;

  private Cluster(Path directory, KafkaBroker broker) throws IOException {
    this.directory = directory;
    this.broker = broker;
    this.registryJournal = directory.resolve("registry/journal");
    this.registry = SchemaRegistryServer.start(0, registryJournal);
    this.admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    this.offsets = new RawOffsets(admin);
    this.producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "max.request.size",
                34_000_000,
                "buffer.memory",
                128_000_000,
                "linger.ms",
                5,
                // A topic that was just made may refuse a first batch and take the second one, and
                // then the first is out of order for good.
                "max.in.flight.requests.per.connection",
                1),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  static Cluster start(Path directory) throws IOException {
    return new Cluster(directory, KafkaBroker.start(directory.resolve("kafka"), 0, Map.of()));
  }

  /// The settings a test needs, without any of the machine's environment.
  Map<String, String> options() {
    Map<String, String> options = new HashMap<>();
    options.put("tailrace.instance", "test-1");
    options.put("tailrace.kafka.bootstrap.servers", broker.bootstrapServers());
    options.put("tailrace.serde.schema.registry.url", registry.url());
    options.put("tailrace.topics.partitions", Integer.toString(PARTITIONS));
    options.put("tailrace.http.port", "0");
    options.put("tailrace.streams.num.stream.threads", "2");
    options.put("tailrace.streams.state.dir", directory.resolve("state").toString());
    return options;
  }

  /// The configuration a test needs, with settings of its own.
  TailraceConfig config(Map<String, String> more) {
    Map<String, String> options = options();
    options.putAll(more);
    return TailraceConfig.of(options);
  }

  Admin admin() {
    return admin;
  }

  void stopRegistry() {
    registry.close();
  }

  /// Starts a stopped registry where clients expect it.
  void restartRegistry() throws IOException {
    registry = SchemaRegistryServer.start(URI.create(registry.url()).getPort(), registryJournal);
  }

  TailraceApplication startTopology() {
    return startTopology(Map.of());
  }

  TailraceApplication startTopology(Map<String, String> more) {
    TailraceApplication application = TailraceApplication.start(config(more));
    awaitRunning(application);
    return application;
  }

  static void awaitRunning(TailraceApplication application) {
    await().atMost(PATIENCE).until(() -> application.state() == TailraceApplication.State.RUNNING);
  }

  /// Where the application answers for its health and metrics.
  static URI url(TailraceApplication application) {
    return URI.create("http://127.0.0.1:" + application.httpPort().orElseThrow());
  }

  /// Publishes values to partitions in turn, and returns when all are acknowledged.
  void publish(List<byte[]> values) {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (byte[] value : values) {
      int partition = records.size() % PARTITIONS;
      records.add(new ProducerRecord<>("tail.raw", partition, KEY, value));
    }
    publishRecords(records);
  }

  void publishRecords(List<ProducerRecord<byte[], byte[]>> records) {
    List<Future<RecordMetadata>> sent = records.stream().map(producer::send).toList();
    producer.flush();
    for (Future<RecordMetadata> answer : sent) {
      assertThat(answer).succeedsWithin(PATIENCE);
    }
  }

  /// Waits until the application has committed every raw record there is.
  void awaitProcessed() {
    await().atMost(PATIENCE).until(offsets::isComplete);
  }

  /// Raw records the application has committed.
  long committedSum() throws ExecutionException, InterruptedException {
    return offsets.committedRecords();
  }

  /// Every committed record of a topic, in the order of its partitions.
  List<ConsumerRecord<byte[], byte[]>> committed(String topic) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "isolation.level",
                "read_committed",
                "enable.auto.commit",
                "false",
                "fetch.max.bytes",
                100_000_000,
                "max.partition.fetch.bytes",
                50_000_000),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
      }
      records.sort(
          Comparator.<ConsumerRecord<byte[], byte[]>>comparingInt(ConsumerRecord::partition)
              .thenComparingLong(ConsumerRecord::offset));
      return records;
    }
  }

  /// How many rows are committed to `events`, without the seals. Asks no registry.
  long committedRows() {
    return committed("events").stream().filter(record -> record.value() != null).count();
  }

  /// The committed events, without the seals.
  List<Event> events() {
    return values("events");
  }

  /// The committed Avro values of a topic, in the order of its partitions.
  <T> List<T> values(String topic) {
    try (AvroDeserializer<T> deserializer = new AvroDeserializer<>()) {
      deserializer.configure(
          Map.of("schema.registry.url", registry.url(), "specific.avro.reader", "true"), false);
      return committed(topic).stream()
          .filter(record -> record.value() != null)
          .map(record -> deserializer.deserialize(topic, record.value()))
          .toList();
    }
  }

  AvroSerializer serializer() {
    AvroSerializer serializer = new AvroSerializer();
    serializer.configure(Map.of("schema.registry.url", registry.url()), false);
    return serializer;
  }

  /// The committed batches, in the order of their partitions.
  List<BatchRun> runs() {
    return BatchRun.of(committed("events"));
  }

  @Override
  public void close() {
    producer.close();
    admin.close();
    registry.close();
    broker.close();
  }
}
