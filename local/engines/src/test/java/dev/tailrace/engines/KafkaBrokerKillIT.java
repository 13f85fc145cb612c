package dev.tailrace.engines;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaBrokerKillIT {
  private static final String TOPIC = "numbers";
  private static final Map<String, Object> TRANSACTIONAL =
      Map.of("transactional.id", "writer", "acks", "all");

  @TempDir Path directory;

  @Test
  void kill_keepsCommittedAndLosesOpenTransactions() throws Exception {
    try (ChildJvm child = ChildJvm.start(BrokerMain.class, Map.of(), directory.toString(), "0")) {
      String bootstrap = child.await("READY ");
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
        admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
      }
      try (KafkaProducer<String, String> producer = Topics.producer(bootstrap, TRANSACTIONAL)) {
        producer.initTransactions();
        write(producer, 0, 1_000);
        producer.commitTransaction();
        write(producer, 1_000, 2_000);
        child.kill();
        producer.close(Duration.ZERO);
      }
    }
    try (KafkaBroker broker = KafkaBroker.start(directory, 0, Map.of())) {
      try (KafkaProducer<String, String> producer =
          Topics.producer(broker.bootstrapServers(), TRANSACTIONAL)) {
        producer.initTransactions();
        write(producer, 2_000, 3_000);
        producer.commitTransaction();
      }
      assertThat(Topics.read(broker, TOPIC, 2_000))
          .isEqualTo(Stream.concat(numbers(0, 1_000), numbers(2_000, 3_000)).toList());
    }
  }

  /// A broker that leads its partitions from the start drops the markers of a half-committed
  /// transaction at the moment in which its former life is ended, and the transaction stays open.
  @Test
  void killedBroker_leadsNothingBeforeItRunsAgain() throws Exception {
    try (ChildJvm child = ChildJvm.start(BrokerMain.class, Map.of(), directory.toString(), "0")) {
      String bootstrap = child.await("READY ");
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
        admin.createTopics(List.of(new NewTopic(TOPIC, 3, (short) 1))).all().get();
      }
      child.kill();
    }
    Path data = directory.resolve("data");

    FormerRegistration.end(data);

    // A controller that waits an hour for the former life finds it ended already, or not in time.
    FormerRegistration.end(data, Duration.ofHours(1));
    try (KafkaBroker broker = KafkaBroker.start(directory, 0, Map.of())) {
      Topics.send(broker, TOPIC, "a");
    }
  }

  /// Begins a transaction and returns once the broker has acknowledged the records.
  private static void write(KafkaProducer<String, String> producer, int from, int to)
      throws ExecutionException, InterruptedException {
    producer.beginTransaction();
    List<Future<RecordMetadata>> sent =
        numbers(from, to).map(value -> producer.send(new ProducerRecord<>(TOPIC, value))).toList();
    for (Future<RecordMetadata> each : sent) {
      each.get();
    }
  }

  private static Stream<String> numbers(int from, int to) {
    return IntStream.range(from, to).mapToObj(Integer::toString);
  }
}
