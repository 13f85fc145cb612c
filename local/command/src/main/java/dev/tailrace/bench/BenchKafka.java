package dev.tailrace.bench;

import dev.tailrace.engines.SchemaRegistryServer;
import dev.tailrace.parts.PartRole;
import dev.tailrace.stack.Ports;
import dev.tailrace.stack.RecordedEvents;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// A broker as a process of its own, a schema registry in this one, and a topic full of recorded
/// events.
///
/// One thread.
final class BenchKafka implements AutoCloseable {
  static final int PARTITIONS = 6;
  private static final int REPORT_EVERY = 100_000;

  private final BenchProcess broker;
  private final SchemaRegistryServer registry;
  private final Admin admin;
  private final String bootstrapServers;

  private BenchKafka(BenchProcess broker, SchemaRegistryServer registry, String bootstrapServers) {
    this.broker = broker;
    this.registry = registry;
    this.bootstrapServers = bootstrapServers;
    this.admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
  }

  static BenchKafka start(Path directory) {
    List<Integer> ports = Ports.quiet(2);
    String bootstrapServers = "127.0.0.1:" + ports.get(0);
    BenchProcess broker =
        BenchProcess.start(
            PartRole.BROKER.name(),
            List.of("-Xmx1g", "-XX:+UseG1GC"),
            Map.of(
                "directory",
                directory.resolve("kafka").toString(),
                "port",
                String.valueOf(ports.get(0))),
            directory.resolve("broker.log"));
    SchemaRegistryServer registry =
        SchemaRegistryServer.start(ports.get(1), directory.resolve("registry.jsonl"));
    return new BenchKafka(broker, registry, bootstrapServers);
  }

  BenchProcess broker() {
    return broker;
  }

  String bootstrapServers() {
    return bootstrapServers;
  }

  String registryUrl() {
    return registry.url().toString();
  }

  void createTopic(String name) {
    await(admin.createTopics(List.of(new NewTopic(name, PARTITIONS, (short) 1))).all());
  }

  /// Publishes recorded events in turn, as if they happened now.
  ///
  /// @param progress is told how many are sent
  void fill(String topic, RecordedEvents events, long count, LongConsumer progress) {
    SplittableRandom random = new SplittableRandom(count);
    AtomicReference<Exception> failure = new AtomicReference<>();
    try (Producer<byte[], byte[]> producer = producer()) {
      for (long sent = 0; sent < count; sent++) {
        byte[] event = events.next(InstantSource.system().millis(), random);
        var _ =
            producer.send(
                new ProducerRecord<>(topic, event), (_, e) -> failure.compareAndSet(null, e));
        if (sent % REPORT_EVERY == 0) {
          progress.accept(sent);
        }
      }
    }
    if (failure.get() != null) {
      throw new IllegalStateException("cannot fill " + topic, failure.get());
    }
    progress.accept(count);
  }

  private Producer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ProducerConfig.LINGER_MS_CONFIG,
            20,
            ProducerConfig.BATCH_SIZE_CONFIG,
            256 * 1024,
            ProducerConfig.BUFFER_MEMORY_CONFIG,
            64L << 20,
            ProducerConfig.COMPRESSION_TYPE_CONFIG,
            "lz4"),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  /// How many records of a topic a group has behind it, committed.
  long committed(String group, String topic) {
    Map<TopicPartition, OffsetAndMetadata> offsets =
        await(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
    return offsets.entrySet().stream()
        .filter(entry -> entry.getKey().topic().equals(topic) && entry.getValue() != null)
        .mapToLong(entry -> entry.getValue().offset())
        .sum();
  }

  /// The offset behind the newest record of each partition of a topic, by partition.
  long[] ends(String topic) {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      asked.put(new TopicPartition(topic, partition), OffsetSpec.latest());
    }
    long[] ends = new long[PARTITIONS];
    await(admin.listOffsets(asked).all())
        .forEach((partition, end) -> ends[partition.partition()] = end.offset());
    return ends;
  }

  private static <T> T await(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("Kafka refuses: " + e.getCause().getMessage(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for Kafka", e);
    }
  }

  @Override
  public void close() {
    admin.close();
    registry.close();
    broker.close();
  }
}
