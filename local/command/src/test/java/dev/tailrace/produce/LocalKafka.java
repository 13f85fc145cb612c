package dev.tailrace.produce;

import static org.awaitility.Awaitility.await;

import dev.tailrace.engines.KafkaBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// A real broker with the topics that publishing needs.
public final class LocalKafka implements AutoCloseable {
  private static final int PARTITIONS = 3;
  private static final int ROOM = 1024 * 1024;

  private final KafkaBroker broker;

  private LocalKafka(KafkaBroker broker) {
    this.broker = broker;
  }

  public static LocalKafka start(Path directory) throws ExecutionException, InterruptedException {
    LocalKafka kafka = new LocalKafka(KafkaBroker.start(directory, 0, Map.of()));
    try (Admin admin = kafka.admin()) {
      admin
          .createTopics(
              List.of(
                  topic(PublishTarget.RAW_TOPIC, PARTITIONS, Router.MAX_EVENT_BYTES + ROOM),
                  topic(PublishTarget.DEAD_LETTER_TOPIC, 1, 2 * Router.MAX_EVENT_BYTES + ROOM)))
          .all()
          .get();
    }
    return kafka;
  }

  /// Anew, after it was deleted.
  public void createDeadLetterTopic(Admin admin) {
    await()
        .atMost(Duration.ofSeconds(20))
        .ignoreExceptions()
        .until(
            () -> {
              admin
                  .createTopics(
                      List.of(
                          topic(
                              PublishTarget.DEAD_LETTER_TOPIC,
                              1,
                              2 * Router.MAX_EVENT_BYTES + ROOM)))
                  .all()
                  .get();
              return true;
            });
  }

  private static NewTopic topic(String name, int partitions, int maxMessageBytes) {
    return new NewTopic(name, partitions, (short) 1)
        .configs(Map.of("max.message.bytes", String.valueOf(maxMessageBytes)));
  }

  public PublishTarget target() {
    return PublishTarget.of(broker.bootstrapServers(), Optional.empty());
  }

  public String bootstrapServers() {
    return broker.bootstrapServers();
  }

  public Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
  }

  /// Every committed record of the topic as it is now.
  public List<ConsumerRecord<byte[], byte[]>> committed(String topic) {
    Map<String, Object> properties =
        Map.of("bootstrap.servers", broker.bootstrapServers(), "isolation.level", "read_committed");
    try (Admin admin = admin();
        KafkaConsumer<byte[], byte[]> consumer =
            new KafkaConsumer<>(
                properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions = partitions(admin, topic);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(1))
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
                return readToItsEnd(consumer, admin);
              });
      return records;
    }
  }

  private static List<TopicPartition> partitions(Admin admin, String topic) {
    try {
      int count =
          admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions().size();
      return IntStream.range(0, count).mapToObj(i -> new TopicPartition(topic, i)).toList();
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException("cannot describe " + topic, e);
    }
  }

  private static boolean readToItsEnd(KafkaConsumer<?, ?> consumer, Admin admin)
      throws ExecutionException, InterruptedException {
    for (TopicPartition partition : consumer.assignment()) {
      if (consumer.position(partition) < end(admin, partition)) {
        return false;
      }
    }
    return true;
  }

  private static long end(Admin admin, TopicPartition partition)
      throws ExecutionException, InterruptedException {
    return admin
        .listOffsets(Map.of(partition, OffsetSpec.latest()))
        .partitionResult(partition)
        .get()
        .offset();
  }

  @Override
  public void close() {
    broker.close();
  }
}
