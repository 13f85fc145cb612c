package dev.tailrace.letters;

import dev.tailrace.produce.KafkaClients;
import dev.tailrace.produce.KafkaProblems;
import dev.tailrace.produce.PublishTarget;
import dev.tailrace.produce.Topics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// The letters on the dead-letter topic: committed ones only, because the pipeline writes them in
/// the transactions that refuse the records.
public final class TopicLetters implements LetterSource {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration MOST_WAITING = Duration.ofSeconds(60);

  private final PublishTarget target;
  private final String topic;
  private final InstantSource clock;
  private final Consumer<byte[], byte[]> consumer;
  private final List<TopicPartition> partitions;

  /// @throws dev.tailrace.produce.PublishException when the broker cannot be reached or has no such
  /// topic
  public TopicLetters(PublishTarget target, InstantSource clock) {
    this.target = target;
    this.topic = target.deadLetterTopic();
    this.clock = clock;
    KafkaClients clients = new KafkaClients(target);
    try (Admin admin = clients.admin()) {
      new Topics(admin, target).require(topic);
      this.partitions =
          KafkaProblems.await(
                  admin.describeTopics(List.of(topic)).topicNameValues().get(topic), target)
              .partitions()
              .stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .sorted(Comparator.comparingInt(TopicPartition::partition))
              .toList();
      this.consumer = clients.committedReader(new ByteArrayDeserializer());
    } catch (KafkaException e) {
      throw KafkaProblems.explain(e, target);
    }
  }

  @Override
  public void forEach(LetterFilter filter, java.util.function.Consumer<Letter> reader) {
    try {
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      for (TopicPartition partition : partitions) {
        consumer.assign(List.of(partition));
        if (seek(partition, filter.since())) {
          read(partition, ends.get(partition), filter, reader);
        }
      }
    } catch (KafkaException e) {
      throw KafkaProblems.explain(e, target);
    }
  }

  /// To the first letter that may match; false when there is none.
  private boolean seek(TopicPartition partition, Optional<Instant> since) {
    if (since.isEmpty()) {
      consumer.seekToBeginning(List.of(partition));
      return true;
    }
    OffsetAndTimestamp first =
        consumer
            .offsetsForTimes(Map.of(partition, Math.max(0, since.get().toEpochMilli())))
            .get(partition);
    if (first == null) {
      return false;
    }
    consumer.seek(partition, first.offset());
    return true;
  }

  private void read(
      TopicPartition partition,
      long end,
      LetterFilter filter,
      java.util.function.Consumer<Letter> reader) {
    Instant progressed = clock.instant();
    while (consumer.position(partition) < end) {
      long before = consumer.position(partition);
      for (ConsumerRecord<byte[], byte[]> message : consumer.poll(POLL)) {
        Letter letter = letter(message);
        if (message.offset() < end && filter.matches(letter)) {
          reader.accept(letter);
        }
      }
      if (consumer.position(partition) > before) {
        progressed = clock.instant();
      } else if (clock.instant().isAfter(progressed.plus(MOST_WAITING))) {
        throw stuck(partition);
      }
    }
  }

  @Override
  public Optional<Letter> find(LetterId id) {
    TopicPartition partition = new TopicPartition(topic, id.partition());
    if (!partitions.contains(partition)) {
      return Optional.empty();
    }
    try {
      consumer.assign(List.of(partition));
      long begin = consumer.beginningOffsets(List.of(partition)).get(partition);
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      return id.offset() < begin || id.offset() >= end ? Optional.empty() : at(partition, id, end);
    } catch (KafkaException e) {
      throw KafkaProblems.explain(e, target);
    }
  }

  private Optional<Letter> at(TopicPartition partition, LetterId id, long end) {
    consumer.seek(partition, id.offset());
    Instant deadline = clock.instant().plus(MOST_WAITING);
    while (consumer.position(partition) < end) {
      for (ConsumerRecord<byte[], byte[]> message : consumer.poll(POLL)) {
        // The end of a transaction takes an offset too, and is no letter.
        return message.offset() == id.offset() ? Optional.of(letter(message)) : Optional.empty();
      }
      if (clock.instant().isAfter(deadline)) {
        throw stuck(partition);
      }
    }
    return Optional.empty();
  }

  private LettersException stuck(TopicPartition partition) {
    return new LettersException(
        "Kafka at %s gave nothing of %s for %d s: see whether the partition's leader is up"
            .formatted(target.bootstrapServers(), partition, MOST_WAITING.toSeconds()));
  }

  private static Letter letter(ConsumerRecord<byte[], byte[]> message) {
    List<LetterHeader> headers = new ArrayList<>();
    for (Header header : message.headers()) {
      headers.add(new LetterHeader(header.key(), header.value()));
    }
    return new Letter(
        new LetterId(message.partition(), message.offset()),
        Instant.ofEpochMilli(Math.max(0, message.timestamp())),
        Origin.of(headers),
        message.key(),
        Letter.Body.of(message.value()),
        headers);
  }

  @Override
  public String name() {
    return "the topic " + topic;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
