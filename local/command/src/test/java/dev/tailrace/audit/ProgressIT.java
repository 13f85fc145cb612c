package dev.tailrace.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.engines.KafkaBroker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProgressIT {
  private static final String TOPIC = "rows";

  @TempDir private Path directory;

  /// What a transaction has written counts before it is seen to be over, and is waited for.
  @Test
  void writtenEnds_areBehindATransactionThatIsNotOver() throws Exception {
    try (KafkaBroker broker = KafkaBroker.start(directory, 0, Map.of())) {
      String address = broker.bootstrapServers();
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", address))) {
        admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
      }
      try (TopicReader reader = new TopicReader(address, TOPIC);
          Progress progress = new Progress(address);
          Producer<byte[], byte[]> producer = producer(address)) {
        producer.initTransactions();
        producer.beginTransaction();
        producer.send(new ProducerRecord<>(TOPIC, new byte[] {7})).get();

        Map<Integer, Long> committed = reader.ends();
        Map<Integer, Long> written = progress.writtenEnds(reader);
        Thread commit = Thread.ofPlatform().start(producer::commitTransaction);
        List<byte[]> read = new ArrayList<>();
        reader.read(Map.of(), written, record -> read.add(record.value()));
        commit.join();

        assertThat(committed).isEqualTo(Map.of(0, 0L));
        assertThat(written).isEqualTo(Map.of(0, 1L));
        assertThat(read).containsExactly(new byte[] {7});
      }
    }
  }

  private static Producer<byte[], byte[]> producer(String address) {
    return new KafkaProducer<>(
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            address,
            ProducerConfig.TRANSACTIONAL_ID_CONFIG,
            "rows"),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }
}
