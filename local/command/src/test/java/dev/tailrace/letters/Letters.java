package dev.tailrace.letters;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tailrace.produce.LocalKafka;
import dev.tailrace.produce.PublishTarget;
import dev.tailrace.schema.DeadLetter;
import dev.tailrace.wire.DeadLetterHeaders;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// Dead letters for tests.
public final class Letters {
  public static final Instant TIME = Instant.parse("2026-11-20T11:30:00.123Z");

  private Letters() {}

  /// What the pipeline writes when it refuses record `offset` of `tail.raw`.
  public static ProducerRecord<byte[], byte[]> ofPipeline(
      String reason, long offset, byte[] value) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            PublishTarget.DEAD_LETTER_TOPIC, 0, TIME.toEpochMilli(), bytes("worker"), value);
    record.headers().add("retry_count", bytes("2"));
    DeadLetterHeaders.write(
        record.headers(),
        new DeadLetter(reason, "no good: " + reason, "tail.raw", 1, offset, TIME, "instance-1"));
    return record;
  }

  /// What Kafka Connect writes when a sink refuses a record.
  public static ProducerRecord<byte[], byte[]> ofSink(String topic, byte[] value) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(PublishTarget.DEAD_LETTER_TOPIC, 0, null, null, value);
    connectHeaders(record.headers(), topic);
    return record;
  }

  static void connectHeaders(Headers headers, String topic) {
    headers.add("__connect.errors.topic", bytes(topic));
    headers.add("__connect.errors.partition", bytes("2"));
    headers.add("__connect.errors.offset", bytes("77"));
    headers.add("__connect.errors.exception.message", bytes("cannot be decoded"));
  }

  static RecordHeaders pipelineHeaders(String reason) {
    return new RecordHeaders(ofPipeline(reason, 5, null).headers());
  }

  static List<LetterHeader> list(Headers headers) {
    List<LetterHeader> list = new ArrayList<>();
    for (Header header : headers) {
      list.add(new LetterHeader(header.key(), header.value()));
    }
    return list;
  }

  static Letter letter(Headers headers, byte[] value) {
    List<LetterHeader> list = list(headers);
    return new Letter(new LetterId(0, 3), TIME, Origin.of(list), null, Letter.Body.of(value), list);
  }

  /// Publishes in one transaction, as the pipeline does.
  public static void publish(LocalKafka kafka, List<ProducerRecord<byte[], byte[]>> records) {
    Map<String, Object> properties =
        Map.of(
            "bootstrap.servers",
            kafka.bootstrapServers(),
            "transactional.id",
            "pipeline",
            "max.request.size",
            40_000_000,
            "buffer.memory",
            80_000_000L);
    try (var producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      records.forEach(
          record -> {
            var _ = producer.send(record);
          });
      producer.commitTransaction();
    }
  }

  public static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
