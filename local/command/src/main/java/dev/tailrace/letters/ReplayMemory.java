package dev.tailrace.letters;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tailrace.produce.KafkaClients;
import dev.tailrace.produce.KafkaProblems;
import dev.tailrace.produce.PublishTarget;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/// Which letters were published again. A compacted topic, whose records are written in the
/// transactions that publish the letters, so that the two can never disagree.
///
/// The key is the letter's id and where its record came from, such as `0-123 tail.raw-2@4567`: of a
/// dead-letter topic that was made anew the same id is another letter. The value is JSON: when, by
/// whom, and the topic, partition and offset it got.
final class ReplayMemory {
  static final String TOPIC = "tail.replayed";

  private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration MOST_WAITING = Duration.ofSeconds(60);

  private final PublishTarget target;
  private final InstantSource clock;

  ReplayMemory(PublishTarget target, InstantSource clock) {
    this.target = target;
    this.clock = clock;
  }

  static String key(Letter letter) {
    return letter.id()
        + " "
        + letter.origin().source().map(SourcePosition::toString).orElse("unknown");
  }

  ProducerRecord<byte[], byte[]> record(String key, RecordMetadata published) {
    ObjectNode value =
        JSON.createObjectNode()
            .put("at", clock.instant().toString())
            .put("by", System.getProperty("user.name", "unknown"))
            .put("topic", published.topic())
            .put("partition", published.partition())
            .put("offset", published.offset());
    try {
      return new ProducerRecord<>(TOPIC, 0, key.getBytes(UTF_8), JSON.writeValueAsBytes(value));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of texts and numbers is always JSON", e);
    }
  }

  /// The keys of all letters that were published again. Waits for an open transaction, because it
  /// may hold one.
  ///
  /// @throws LettersException when such a transaction does not end
  Set<String> read(Admin admin) {
    long end = writtenUntil(admin);
    Set<String> keys = new HashSet<>();
    try (Consumer<String, byte[]> consumer = new KafkaClients(target).committedReader()) {
      consumer.assign(List.of(PARTITION));
      consumer.seekToBeginning(List.of(PARTITION));
      Instant deadline = clock.instant().plus(MOST_WAITING);
      while (consumer.position(PARTITION) < end) {
        long before = consumer.position(PARTITION);
        for (ConsumerRecord<String, byte[]> message : consumer.poll(POLL)) {
          keys.add(message.key());
        }
        if (consumer.position(PARTITION) > before) {
          deadline = clock.instant().plus(MOST_WAITING);
        } else if (clock.instant().isAfter(deadline)) {
          throw new LettersException(
              "a transaction on the topic %s does not end, so it is not known what was replayed already; run this again in a minute"
                  .formatted(TOPIC));
        }
      }
    }
    return keys;
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
}
