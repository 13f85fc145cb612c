package dev.tailrace.app;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// The consumer of a stream thread, which says what it reads and how much is left.
final class WatchedConsumer extends KafkaConsumer<byte[], byte[]> {
  private final RawProgress.Reader reader;

  WatchedConsumer(Map<String, Object> config, RawProgress progress) {
    super(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.reader = progress.newReader();
  }

  @Override
  public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    reader.polls();
    ConsumerRecords<byte[], byte[]> records = super.poll(timeout);
    reader.delivered(records);
    if (reader.isDue()) {
      reader.look(assignment(), this::currentLag);
    }
    return records;
  }

  @Override
  public void close() {
    reader.close();
    super.close();
  }

  @Override
  @Deprecated
  @SuppressWarnings("removal") // Kafka's own, and Streams may call it
  public void close(Duration timeout) {
    reader.close();
    super.close(timeout);
  }

  @Override
  public void close(CloseOptions options) {
    reader.close();
    super.close(options);
  }
}
