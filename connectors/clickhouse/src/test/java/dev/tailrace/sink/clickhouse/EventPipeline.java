package dev.tailrace.sink.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.clickhouse.ClickHouseSchema;
import dev.tailrace.clickhouse.Endpoint;
import dev.tailrace.clickhouse.Placeholders;
import dev.tailrace.schema.Event;
import dev.tailrace.serde.AvroSerializer;
import dev.tailrace.sink.Ids;
import dev.tailrace.sink.avro.RecordedEvents;
import dev.tailrace.wire.BatchHeader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;

/// From `events` into ClickHouse: transactional batches in, an aborted one among them, one poison
/// row.
final class EventPipeline {
  static final int PARTITIONS = 2;

  /// In each partition.
  static final int BATCHES = 10;

  static final String DEAD_LETTERS = "events.unreadable";
  private static final int ROWS = 200;

  /// Each row of all batches of all partitions once.
  static final int EVENTS = PARTITIONS * BATCHES * ROWS;

  private static final byte[] POISON = {0, 0, 0, 0, 1, 42};

  private final ConnectStack stack;

  private EventPipeline(ConnectStack stack) {
    this.stack = stack;
  }

  /// Makes topics and tables.
  static EventPipeline on(ConnectStack stack) throws Exception {
    try (ClickHouseSchema schema =
        new ClickHouseSchema(Endpoint.of(stack.clickHouse().url()), Placeholders.of("tailrace"))) {
      schema.apply();
    }
    stack.createTopics(
        new NewTopic("events", PARTITIONS, (short) 1), new NewTopic(DEAD_LETTERS, 1, (short) 1));
    return new EventPipeline(stack);
  }

  /// The value of the one row that cannot be read.
  static byte[] poison() {
    return POISON.clone();
  }

  /// What the connector is given, which may be changed.
  Map<String, String> settings(String connector) {
    Map<String, String> settings =
        stack.settings(connector, ClickHouseSinkConnector.class, "events", DEAD_LETTERS);
    settings.put(ClickHouseSinkConfig.DATABASE, "tailrace");
    return settings;
  }

  /// Publishes each batch in a transaction of its own, after an aborted one with the same rows.
  void publish() {
    List<Event> events = RecordedEvents.recorded(ROWS);
    try (AvroSerializer serializer = new AvroSerializer();
        KafkaProducer<byte[], byte[]> producer = stack.publisher()) {
      serializer.configure(stack.serde(), false);
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
  void awaitAllCommitted(String connector, ConnectWorker connect) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(90))
        .untilAsserted(
            () -> {
              assertThat(connect.tasks(connector)).doesNotContain("FAILED");
              var committed =
                  stack
                      .admin()
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
}
