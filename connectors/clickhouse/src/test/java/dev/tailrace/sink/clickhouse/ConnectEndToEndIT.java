package dev.tailrace.sink.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.engines.KafkaBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kafka, the registry, a Connect worker and ClickHouse, all real: transactional batches in, an
/// aborted one among them, one poison row; then everything once more from offset zero.
class ConnectEndToEndIT {
  private static final String CONNECTOR = "events-to-clickhouse";

  @TempDir Path directory;

  @Test
  void batchesArriveOnce_alsoWhenReplayedFromTheStart() throws Exception {
    try (ConnectStack stack = ConnectStack.start(directory)) {
      EventPipeline pipeline = EventPipeline.on(stack);
      pipeline.publish();
      String expected = "%d\t%1$d".formatted(EventPipeline.EVENTS);

      try (ConnectWorker connect = stack.worker()) {
        connect.put(CONNECTOR, pipeline.settings(CONNECTOR));
        pipeline.awaitAllCommitted(CONNECTOR, connect);
      }
      assertThat(counts(stack)).isEqualTo(expected);
      assertThat(deadLetters(stack)).containsExactly(EventPipeline.poison());

      stack.forget(CONNECTOR);
      try (ConnectWorker connect = stack.worker()) {
        connect.put(CONNECTOR, pipeline.settings(CONNECTOR));
        pipeline.awaitAllCommitted(CONNECTOR, connect);
      }
      assertThat(counts(stack)).isEqualTo(expected);
      assertThat(stack.clickHouse().query("SELECT sum(event_count) FROM tailrace.logs_by_service"))
          .isEqualTo(Integer.toString(EventPipeline.EVENTS));
    }
  }

  @Test
  void connectorWithoutReadCommitted_isRefused() throws Exception {
    try (KafkaBroker kafka = KafkaBroker.start(directory.resolve("kafka"), 0, Map.of());
        ConnectWorker connect = new ConnectWorker(directory, kafka.bootstrapServers())) {
      Map<String, String> settings = new HashMap<>();
      settings.put("name", CONNECTOR);
      settings.put("connector.class", ClickHouseSinkConnector.class.getName());
      settings.put("topics", "events");
      settings.put(ClickHouseSinkConfig.URL, "http://127.0.0.1:1");

      assertThatThrownBy(() -> connect.put(CONNECTOR, settings))
          .isInstanceOf(ExecutionException.class)
          .hasMessageContaining("read_committed");
    }
  }

  private static String counts(ConnectStack stack) {
    return stack.clickHouse().query("SELECT count(), uniqExact(ulid) FROM tailrace.events");
  }

  private static List<byte[]> deadLetters(ConnectStack stack) {
    List<byte[]> values = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", stack.bootstrapServers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      TopicPartition partition = new TopicPartition(EventPipeline.DEAD_LETTERS, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        for (ConsumerRecord<byte[], byte[]> found : consumer.poll(Duration.ofSeconds(1))) {
          values.add(found.value());
        }
      }
    }
    return values;
  }
}
