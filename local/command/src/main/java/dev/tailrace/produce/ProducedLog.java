package dev.tailrace.produce;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/// The topic that says how far each file is published. Its records are written in the transactions
/// that publish the events, so that the two can never disagree.
final class ProducedLog {
  static final String TOPIC = "tail.produced";

  private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration MOST_WAITING =
      KafkaClients.TRANSACTION_TIMEOUT.plus(Duration.ofSeconds(30));

  private final PublishTarget target;
  private final InstantSource clock;

  ProducedLog(PublishTarget target, InstantSource clock) {
    this.target = target;
    this.clock = clock;
  }

  ProducerRecord<byte[], byte[]> message(FileIdentity identity, FileProgress progress) {
    String key = identity.sha256() + ":" + progress.generation();
    try {
      return new ProducerRecord<>(
          TOPIC, 0, key.getBytes(StandardCharsets.UTF_8), JSON.writeValueAsBytes(progress));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a progress record is always JSON", e);
    }
  }

  /// How far the newest generation of this content is. Waits for the open transactions of other
  /// files, because a committed record may lie behind them.
  Optional<FileProgress> latest(FileIdentity identity, Admin admin) {
    long end = writtenUntil(admin);
    FileProgress latest = null;
    try (Consumer<String, byte[]> consumer = new KafkaClients(target).committedReader()) {
      consumer.assign(List.of(PARTITION));
      consumer.seekToBeginning(List.of(PARTITION));
      Instant deadline = clock.instant().plus(MOST_WAITING);
      while (consumer.position(PARTITION) < end) {
        for (ConsumerRecord<String, byte[]> message : consumer.poll(POLL)) {
          if (message.key().startsWith(identity.sha256())) {
            latest = newer(latest, parse(message));
          }
        }
        if (clock.instant().isAfter(deadline)) {
          throw new PublishException(
              "a transaction on the topic %s does not end, so it is not known what was published already; run this again in a minute"
                  .formatted(TOPIC));
        }
      }
    }
    return Optional.ofNullable(latest);
  }

  /// The end of the log with open transactions included; a committed reader is told less.
  private long writtenUntil(Admin admin) {
    return KafkaProblems.await(
            admin
                .listOffsets(
                    Map.of(PARTITION, OffsetSpec.latest()),
                    new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
                .partitionResult(PARTITION),
            target)
        .offset();
  }

  private static FileProgress newer(FileProgress known, FileProgress read) {
    return known == null || read.generation() >= known.generation() ? read : known;
  }

  private static FileProgress parse(ConsumerRecord<String, byte[]> message) {
    try {
      return JSON.readValue(message.value(), FileProgress.class);
    } catch (IOException e) {
      throw new PublishException(
          "the record at offset %d of the topic %s is no progress of a file: %s"
              .formatted(message.offset(), TOPIC, e.getMessage()),
          e);
    }
  }
}
