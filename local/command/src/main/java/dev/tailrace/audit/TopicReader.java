package dev.tailrace.audit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// Reads ranges of one topic: committed records only. Not thread-safe.
final class TopicReader implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final int MOST_SILENT_POLLS = 300;

  private final String topic;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<TopicPartition> partitions;

  TopicReader(String bootstrapServers, String topic) {
    this.topic = topic;
    Properties settings = new Properties();
    settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "2000");
    settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, String.valueOf(16 << 20));
    settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, String.valueOf(4 << 20));
    this.consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    try {
      this.partitions =
          consumer.partitionsFor(topic).stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .toList();
    } catch (KafkaException e) {
      consumer.close();
      throw new AuditException(
          "Kafka at %s does not tell of the topic %s: %s"
              .formatted(bootstrapServers, topic, e.getMessage()),
          e);
    }
  }

  String name() {
    return topic;
  }

  List<TopicPartition> partitions() {
    return List.copyOf(partitions);
  }

  /// The oldest offset of each partition.
  Map<Integer, Long> begins() {
    return offsets(consumer::beginningOffsets);
  }

  /// The offset behind the newest committed record of each partition.
  Map<Integer, Long> ends() {
    return offsets(consumer::endOffsets);
  }

  private Map<Integer, Long> offsets(
      Function<List<TopicPartition>, Map<TopicPartition, Long>> ask) {
    try {
      Map<Integer, Long> all = new HashMap<>();
      ask.apply(partitions).forEach((partition, offset) -> all.put(partition.partition(), offset));
      return all;
    } catch (KafkaException e) {
      throw cannotRead(e);
    }
  }

  private AuditException cannotRead(KafkaException e) {
    return new AuditException("cannot read the topic " + topic + ": " + e.getMessage(), e);
  }

  /// Passes on every record from one offset of each partition to another.
  ///
  /// @param from a partition that is not named begins at its beginning
  /// @param to a partition that is not named is not read
  void read(
      Map<Integer, Long> from,
      Map<Integer, Long> to,
      Consumer<ConsumerRecord<byte[], byte[]>> reader) {
    boolean _ =
        anyMatch(
            from,
            to,
            record -> {
              reader.accept(record);
              return false;
            });
  }

  /// Whether such a record is in the ranges. Offsets alone cannot tell, because the ends of
  /// transactions take offsets too.
  boolean anyMatch(
      Map<Integer, Long> from,
      Map<Integer, Long> to,
      Predicate<ConsumerRecord<byte[], byte[]>> sought) {
    try {
      List<TopicPartition> left = seek(from, to);
      int silent = 0;
      while (!left.isEmpty()) {
        var records = consumer.poll(POLL);
        for (ConsumerRecord<byte[], byte[]> record : records) {
          if (record.offset() < to.get(record.partition()) && sought.test(record)) {
            return true;
          }
        }
        silent = records.isEmpty() ? silent + 1 : 0;
        if (silent > MOST_SILENT_POLLS) {
          throw new AuditException(
              "Kafka gave nothing of %s for %d s: see whether its leaders are up"
                  .formatted(left, POLL.multipliedBy(MOST_SILENT_POLLS).toSeconds()));
        }
        pauseThoseAtTheirEnd(left, to);
      }
      return false;
    } catch (KafkaException e) {
      throw cannotRead(e);
    }
  }

  /// The partitions with something to read, each at its start.
  private List<TopicPartition> seek(Map<Integer, Long> from, Map<Integer, Long> to) {
    Map<Integer, Long> begins = begins();
    List<TopicPartition> left = new ArrayList<>();
    Map<TopicPartition, Long> starts = new HashMap<>();
    for (TopicPartition partition : partitions) {
      long begin = begins.get(partition.partition());
      long start = Math.max(begin, from.getOrDefault(partition.partition(), begin));
      if (start < to.getOrDefault(partition.partition(), 0L)) {
        left.add(partition);
        starts.put(partition, start);
      }
    }
    consumer.assign(left);
    consumer.resume(left); // one that was paused stays so when it is assigned again
    starts.forEach(consumer::seek);
    return left;
  }

  private void pauseThoseAtTheirEnd(List<TopicPartition> left, Map<Integer, Long> to) {
    left.removeIf(
        partition -> {
          boolean done = consumer.position(partition) >= to.get(partition.partition());
          if (done) {
            consumer.pause(List.of(partition));
          }
          return done;
        });
  }

  /// The record at an offset, if there is one.
  Optional<ConsumerRecord<byte[], byte[]>> at(int partition, long offset) {
    AtomicReference<ConsumerRecord<byte[], byte[]>> found = new AtomicReference<>();
    boolean _ =
        anyMatch(
            Map.of(partition, offset),
            Map.of(partition, offset + 1),
            record -> {
              found.set(record);
              return true;
            });
    return Optional.ofNullable(found.get());
  }

  @Override
  public void close() {
    consumer.close();
  }
}
