package dev.tailrace.sink.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.clickhouse.ClickHouseSchema;
import dev.tailrace.clickhouse.Endpoint;
import dev.tailrace.clickhouse.Placeholders;
import dev.tailrace.engines.KafkaBroker;
import dev.tailrace.engines.SchemaRegistryServer;
import dev.tailrace.exposition.Scrape;
import dev.tailrace.metrics.Metric;
import dev.tailrace.metrics.MetricSource;
import dev.tailrace.schema.Event;
import dev.tailrace.serde.AvroSerializer;
import dev.tailrace.sink.Ids;
import dev.tailrace.sink.avro.RecordedEvents;
import dev.tailrace.wire.BatchHeader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kafka, the registry, a Connect worker and ClickHouse, all real: transactional batches in, an
/// aborted one among them, one poison row; then everything once more from offset zero.
class ConnectEndToEndIT {
  private static final int PARTITIONS = 2;
  private static final int BATCHES = 10;
  private static final int ROWS = 200;
  private static final String CONNECTOR = "events-to-clickhouse";
  private static final String COUNTED = "counted";
  private static final String DEAD_LETTERS = "events.unreadable";
  private static final byte[] POISON = {0, 0, 0, 0, 1, 42};

  @TempDir Path directory;

  @Test
  void batchesArriveOnce_alsoWhenReplayedFromTheStart() throws Exception {
    try (LocalClickHouse clickHouse = new LocalClickHouse(directory.resolve("clickhouse"));
        KafkaBroker kafka = KafkaBroker.start(directory.resolve("kafka"), 0, Map.of());
        SchemaRegistryServer registry =
            SchemaRegistryServer.start(0, directory.resolve("registry.journal"));
        Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      applySchema(clickHouse);
      createTopics(admin);
      publish(kafka, registry);
      Map<String, String> settings = settings(CONNECTOR, registry, clickHouse);
      String expected = "%d\t%1$d".formatted(PARTITIONS * BATCHES * ROWS);

      try (ConnectWorker connect = new ConnectWorker(directory, kafka.bootstrapServers())) {
        connect.put(CONNECTOR, settings);
        awaitAllCommitted(CONNECTOR, connect, admin);
      }
      assertThat(counts(clickHouse)).isEqualTo(expected);
      assertThat(deadLetters(kafka)).containsExactly(POISON);

      admin.deleteConsumerGroups(List.of("connect-" + CONNECTOR)).all().get();
      try (ConnectWorker connect = new ConnectWorker(directory, kafka.bootstrapServers())) {
        connect.put(CONNECTOR, settings);
        awaitAllCommitted(CONNECTOR, connect, admin);
      }
      assertThat(counts(clickHouse)).isEqualTo(expected);
      assertThat(clickHouse.query("SELECT sum(event_count) FROM tailrace.logs_by_service"))
          .isEqualTo(Integer.toString(PARTITIONS * BATCHES * ROWS));
    }
  }

  /// One task, so that no batch moves on its way and all counts are exact.
  @Test
  void metrics_areWhatWasStoredAndWhatIsWrong() throws Exception {
    try (LocalClickHouse clickHouse = new LocalClickHouse(directory.resolve("clickhouse"));
        KafkaBroker kafka = KafkaBroker.start(directory.resolve("kafka"), 0, Map.of());
        SchemaRegistryServer registry =
            SchemaRegistryServer.start(0, directory.resolve("registry.journal"));
        Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      applySchema(clickHouse);
      createTopics(admin);
      publish(kafka, registry);
      Map<String, String> settings = settings(COUNTED, registry, clickHouse);
      settings.put("tasks.max", "1");
      try (ConnectWorker connect = new ConnectWorker(directory, kafka.bootstrapServers())) {
        connect.put(COUNTED, settings);
        awaitAllCommitted(COUNTED, connect, admin);
        assertMetrics(connect, 0);
        assertThat(Scrape.get(connect.url(), "/health/ready").body()).isEqualTo("{\"ready\":true}");
      }
      admin.deleteConsumerGroups(List.of("connect-" + COUNTED)).all().get();
      try (ConnectWorker connect = new ConnectWorker(directory, kafka.bootstrapServers())) {
        connect.put(COUNTED, settings);
        awaitAllCommitted(COUNTED, connect, admin);
        // A batch that cannot be whole, for its poison row, is skipped as well.
        assertMetrics(connect, PARTITIONS * BATCHES);
        publish(kafka, registry);
        assertBroken(connect);
      }
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

  /// Markers of transactions and aborted records lie behind the last seal, and nothing lags.
  private static void assertMetrics(ConnectWorker connect, int skipped) throws Exception {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> Scrape.of(connect.url()).sum("tailrace_sink_time_lag_seconds") == 0);
    Scrape scrape = Scrape.of(connect.url());
    assertThat(scrape.names())
        .containsExactlyInAnyOrderElementsOf(
            Metric.of(MetricSource.SINKS).stream().map(Metric::text).toList());
    String labels = "{connector=\"" + COUNTED + "\",topic=\"events\"}";
    assertThat(scrape.value("tailrace_sink_rows_total" + labels))
        .isEqualTo(PARTITIONS * BATCHES * ROWS);
    assertThat(scrape.value("tailrace_sink_batches_total" + labels))
        .isEqualTo(PARTITIONS * BATCHES);
    assertThat(scrape.value("tailrace_sink_skipped_batches_total" + labels)).isEqualTo(skipped);
    assertThat(scrape.value("tailrace_sink_rejected_rows_total" + labels))
        .isEqualTo(skipped == 0 ? 1 : 2);
    assertThat(scrape.sum("tailrace_sink_failures_total")).isZero();
    assertThat(scrape.sum("tailrace_sink_freshness_seconds")).isZero();
    assertThat(scrape.sum("tailrace_sink_backlog_bytes")).isZero();
    assertThat(scrape.sum("tailrace_sink_write_seconds_count")).isEqualTo(PARTITIONS * BATCHES);
    assertThat(scrape.value("tailrace_sink_tasks{connector=\"" + COUNTED + "\",state=\"running\"}"))
        .isEqualTo(1);
    assertThat(scrape.samples().keySet())
        .filteredOn(series -> series.startsWith("tailrace_sink_time_lag_seconds"))
        .hasSize(PARTITIONS);
    assertThat(Scrape.get(connect.url(), "/health/live").statusCode()).isEqualTo(200);
  }

  /// The same batches once more: their ids fall, which stops the sink.
  private static void assertBroken(ConnectWorker connect) throws Exception {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> Scrape.get(connect.url(), "/health/ready").statusCode() == 503);
    assertThat(Scrape.get(connect.url(), "/health/ready").body())
        .contains("of connector " + COUNTED + " is FAILED");
    assertThat(Scrape.get(connect.url(), "/health/live").statusCode()).isEqualTo(200);
    Scrape scrape = Scrape.of(connect.url());
    assertThat(
            scrape.value(
                "tailrace_sink_failures_total{connector=\"" + COUNTED + "\",kind=\"broken\"}"))
        .isPositive();
    assertThat(scrape.value("tailrace_sink_tasks{connector=\"" + COUNTED + "\",state=\"failed\"}"))
        .isPositive();
  }

  private static void createTopics(Admin admin) throws Exception {
    admin
        .createTopics(
            List.of(
                new NewTopic("events", PARTITIONS, (short) 1),
                new NewTopic(DEAD_LETTERS, 1, (short) 1)))
        .all()
        .get();
  }

  private static void applySchema(LocalClickHouse clickHouse) {
    try (ClickHouseSchema schema =
        new ClickHouseSchema(Endpoint.of(clickHouse.url()), Placeholders.of("tailrace"))) {
      schema.apply();
    }
  }

  private static Map<String, String> settings(
      String connector, SchemaRegistryServer registry, LocalClickHouse clickHouse) {
    Map<String, String> settings = new HashMap<>();
    settings.put("name", connector);
    settings.put("connector.class", ClickHouseSinkConnector.class.getName());
    settings.put("tasks.max", "2");
    settings.put("topics", "events");
    settings.put("consumer.override.isolation.level", "read_committed");
    settings.put("consumer.override.auto.offset.reset", "earliest");
    settings.put("errors.tolerance", "all");
    settings.put("errors.deadletterqueue.topic.name", DEAD_LETTERS);
    settings.put("errors.deadletterqueue.topic.replication.factor", "1");
    settings.put("errors.deadletterqueue.context.headers.enable", "true");
    settings.put(ClickHouseSinkConfig.URL, clickHouse.url());
    settings.put(ClickHouseSinkConfig.DATABASE, "tailrace");
    settings.put(ClickHouseSinkConfig.REGISTRY_PREFIX + "schema.registry.url", registry.url());
    return settings;
  }

  /// Publishes each batch in a transaction of its own, after an aborted one with the same rows.
  private static void publish(KafkaBroker kafka, SchemaRegistryServer registry) {
    List<Event> events = RecordedEvents.recorded(ROWS);
    try (AvroSerializer serializer = new AvroSerializer();
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(
                Map.of(
                    "bootstrap.servers", kafka.bootstrapServers(), "transactional.id", "publisher"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
      serializer.configure(Map.of("schema.registry.url", registry.url()), false);
      producer.initTransactions();
      for (int batch = 0; batch < BATCHES; batch++) {
        for (int partition = 0; partition < PARTITIONS; partition++) {
          int number = 2 * (batch * PARTITIONS + partition);
          List<byte[]> rows = rows(serializer, events, partition, number + 1);
          if (number == 4) {
            rows.add(7, POISON);
          }
          producer.beginTransaction();
          send(producer, partition, Ids.batch(number), rows);
          producer.flush();
          producer.abortTransaction();
          producer.beginTransaction();
          send(producer, partition, Ids.batch(number + 1), rows);
          producer.commitTransaction();
        }
      }
    }
  }

  private static List<byte[]> rows(
      AvroSerializer serializer, List<Event> events, int partition, int number) {
    List<byte[]> rows = new ArrayList<>();
    for (Event event : events) {
      event.setUlid("01JD%011d%011d".formatted(number, rows.size()));
      event.setPipelineBatchId(Ids.batch(number));
      event.setSourcePartition(partition);
      rows.add(serializer.serialize("events", event));
    }
    return rows;
  }

  private static void send(
      KafkaProducer<byte[], byte[]> producer, int partition, String id, List<byte[]> rows) {
    // A send that fails fails the transaction's commit.
    for (byte[] row : rows) {
      Future<RecordMetadata> _ = producer.send(record(partition, id, row));
    }
    Future<RecordMetadata> _ = producer.send(record(partition, id, null));
  }

  private static ProducerRecord<byte[], byte[]> record(int partition, String id, byte[] value) {
    ProducerRecord<byte[], byte[]> made = new ProducerRecord<>("events", partition, null, value);
    BatchHeader.put(made.headers(), id);
    return made;
  }

  /// Waits until the sink's group has committed up to the last transaction's marker.
  private static void awaitAllCommitted(String connector, ConnectWorker connect, Admin admin) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(90))
        .untilAsserted(
            () -> {
              assertThat(connect.tasks(connector)).doesNotContain("FAILED");
              var committed =
                  admin
                      .listConsumerGroupOffsets("connect-" + connector)
                      .partitionsToOffsetAndMetadata()
                      .get();
              for (int partition = 0; partition < PARTITIONS; partition++) {
                assertThat(committed.get(new TopicPartition("events", partition)))
                    .extracting(offset -> offset == null ? -1 : offset.offset())
                    .isEqualTo(end(partition));
              }
            });
  }

  /// Each batch has its rows and a seal, was written twice, and each transaction ends in a marker;
  /// the last marker lies behind the last seal.
  private static long end(int partition) {
    long poison = partition == 0 ? 2 : 0;
    return 2L * BATCHES * (ROWS + 2) - 1 + poison;
  }

  private static String counts(LocalClickHouse clickHouse) {
    return clickHouse.query("SELECT count(), uniqExact(ulid) FROM tailrace.events");
  }

  private static List<byte[]> deadLetters(KafkaBroker kafka) {
    List<byte[]> values = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      TopicPartition partition = new TopicPartition(DEAD_LETTERS, 0);
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
