package dev.tailrace.sink.clickhouse;

import dev.tailrace.engines.KafkaBroker;
import dev.tailrace.engines.SchemaRegistryServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// Kafka, the registry and ClickHouse, all real, for the workers and connectors of a test.
final class ConnectStack implements AutoCloseable {
  private final Path directory;
  private final LocalClickHouse clickHouse;
  private final KafkaBroker kafka;
  private final SchemaRegistryServer registry;
  private final Admin admin;

  private ConnectStack(Path directory) throws IOException {
    this.directory = directory;
    this.clickHouse = new LocalClickHouse(directory.resolve("clickhouse"));
    this.kafka = KafkaBroker.start(directory.resolve("kafka"), 0, Map.of());
    this.registry = SchemaRegistryServer.start(0, directory.resolve("registry.journal"));
    this.admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
  }

  static ConnectStack start(Path directory) throws IOException {
    return new ConnectStack(directory);
  }

  LocalClickHouse clickHouse() {
    return clickHouse;
  }

  Admin admin() {
    return admin;
  }

  String bootstrapServers() {
    return kafka.bootstrapServers();
  }

  /// What a serializer needs to know.
  Map<String, String> serde() {
    return Map.of("schema.registry.url", registry.url());
  }

  /// A producer that publishes as the topology does, in transactions.
  KafkaProducer<byte[], byte[]> publisher() {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", kafka.bootstrapServers(), "transactional.id", "publisher"),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  void createTopics(NewTopic... topics) throws Exception {
    admin.createTopics(Arrays.asList(topics)).all().get();
  }

  /// A worker that goes on where the last one stopped.
  ConnectWorker worker() {
    return new ConnectWorker(directory, kafka.bootstrapServers());
  }

  /// Lets a connector, whose worker has stopped, read everything once more.
  void forget(String connector) throws Exception {
    admin.deleteConsumerGroups(List.of("connect-" + connector)).all().get();
  }

  /// What every connector of these tests is given, which may be added to.
  Map<String, String> settings(String connector, Class<?> type, String topics, String deadLetters) {
    Map<String, String> settings = new HashMap<>();
    settings.put("name", connector);
    settings.put("connector.class", type.getName());
    settings.put("tasks.max", "2");
    settings.put("topics", topics);
    settings.put("consumer.override.isolation.level", "read_committed");
    settings.put("consumer.override.auto.offset.reset", "earliest");
    settings.put("errors.tolerance", "all");
    settings.put("errors.deadletterqueue.topic.name", deadLetters);
    settings.put("errors.deadletterqueue.topic.replication.factor", "1");
    settings.put("errors.deadletterqueue.context.headers.enable", "true");
    settings.put(ClickHouseConfig.URL, clickHouse.url());
    settings.put(ClickHouseConfig.REGISTRY_PREFIX + "schema.registry.url", registry.url());
    return settings;
  }

  @Override
  public void close() {
    admin.close();
    registry.close();
    kafka.close();
    clickHouse.close();
  }
}
