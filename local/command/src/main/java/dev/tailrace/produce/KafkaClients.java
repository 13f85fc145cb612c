package dev.tailrace.produce;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/// Kafka clients that neither lose nor double a record, and read committed ones only.
public final class KafkaClients {
  /// A transaction of a process that died is given up by the broker after this time.
  static final Duration TRANSACTION_TIMEOUT = Duration.ofSeconds(30);

  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(15);
  private static final int MAX_REQUEST_BYTES = EventInput.MAX_DOCUMENT_BYTES + 1024 * 1024;

  private final PublishTarget target;

  public KafkaClients(PublishTarget target) {
    this.target = target;
  }

  /// Gives up after 15 seconds without an answer.
  public Admin admin() {
    Map<String, Object> properties = common();
    properties.put(
        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) ANSWER_TIMEOUT.toMillis());
    properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
    return Admin.create(properties);
  }

  /// A producer whose retries neither lose nor double a record.
  Producer<byte[], byte[]> producer() {
    return new KafkaProducer<>(producing(), new ByteArraySerializer(), new ByteArraySerializer());
  }

  /// A producer of which only one lives at a time for this id.
  public Producer<byte[], byte[]> producer(String transactionalId) {
    Map<String, Object> properties = producing();
    properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
    properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, (int) TRANSACTION_TIMEOUT.toMillis());
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /// Reads committed records, of partitions that are assigned to it.
  public Consumer<String, byte[]> committedReader() {
    return committedReader(new StringDeserializer());
  }

  /// The same, with keys of any type.
  public <K> Consumer<K, byte[]> committedReader(Deserializer<K> keys) {
    Map<String, Object> properties = common();
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) ANSWER_TIMEOUT.toMillis());
    return new KafkaConsumer<>(properties, keys, new ByteArrayDeserializer());
  }

  private Map<String, Object> producing() {
    Map<String, Object> properties = new HashMap<>();
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 * 1024);
    properties.put(ProducerConfig.LINGER_MS_CONFIG, 5);
    // The key names the script. Partitions by key would make one busy script one busy task.
    properties.put(ProducerConfig.PARTITIONER_IGNORE_KEYS_CONFIG, true);
    properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 2L * MAX_REQUEST_BYTES);
    properties.putAll(common());
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES);
    return properties;
  }

  private Map<String, Object> common() {
    Map<String, Object> properties = new HashMap<>();
    properties.put(AdminClientConfig.CLIENT_ID_CONFIG, "tailrace-produce");
    target.clientProperties().forEach(properties::put);
    properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, target.bootstrapServers());
    return properties;
  }
}
