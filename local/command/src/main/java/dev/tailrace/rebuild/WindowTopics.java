package dev.tailrace.rebuild;

import dev.tailrace.serde.AvroSerializer;
import dev.tailrace.topology.TopicNames;
import dev.tailrace.topology.WindowRow;
import dev.tailrace.window.Pane;
import dev.tailrace.window.WindowKey;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;

/// Publishes panes on the topics of the windows, each group in one transaction. Not thread-safe.
public final class WindowTopics implements AutoCloseable {
  private final TopicNames names;
  private final Producer<String, Object> producer;

  /// Connects, and shuts out any other rebuild that still runs.
  ///
  /// @param clientProperties further properties of the Kafka client and the registry client
  public WindowTopics(
      TopicNames names,
      String bootstrapServers,
      String registryUrl,
      Map<String, String> clientProperties) {
    this.names = names;
    Map<String, Object> properties = new HashMap<>(clientProperties);
    properties.put("schema.registry.url", registryUrl);
    properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "tailrace-rebuild-windows");
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    AvroSerializer values = new AvroSerializer();
    values.configure(properties, false);
    this.producer = new KafkaProducer<>(properties, new StringSerializer(), values);
    try {
      producer.initTransactions();
    } catch (KafkaException e) {
      producer.close();
      throw new RebuildException("cannot publish to Kafka at " + bootstrapServers + ": " + e, e);
    }
  }

  /// Takes the panes of one transaction.
  interface Sender {
    void send(WindowKey window, Pane pane);
  }

  void publish(Consumer<Sender> panes) {
    try {
      producer.beginTransaction();
      panes.accept(
          (window, pane) -> {
            var _ =
                producer.send(
                    new ProducerRecord<>(
                        topic(window), WindowRow.key(window, pane), WindowRow.value(window, pane)));
          });
      producer.commitTransaction();
    } catch (KafkaException e) {
      throw new RebuildException("publishing windows failed: " + e.getMessage(), e);
    }
  }

  private String topic(WindowKey window) {
    return switch (window) {
      case WindowKey.Service _ -> names.serviceMetrics();
      case WindowKey.Errors _ -> names.errorTrends();
    };
  }

  @Override
  public void close() {
    producer.close();
  }
}
