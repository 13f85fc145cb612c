package dev.tailrace.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tailrace.stack.StackTopics;
import java.time.Instant;
import java.util.Base64;
import java.util.Properties;
import java.util.Random;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// Events that nothing can compress, so many in one partition that its next file is sent in parts.
final class LargeEvents {
  private static final int COUNT = 60;
  private static final int BYTES_EACH = 150_000;

  private LargeEvents() {}

  /// Publishes them, and returns when the broker has them.
  static void publish(String bootstrapServers, Random random) {
    Properties settings = new Properties();
    settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, String.valueOf(4 << 20));
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int i = 0; i < COUNT; i++) {
        var _ =
            producer.send(
                new ProducerRecord<>(StackTopics.RAW, 0, null, event(random).getBytes(UTF_8)));
      }
      producer.flush();
    }
  }

  private static String event(Random random) {
    byte[] noise = new byte[BYTES_EACH];
    random.nextBytes(noise);
    return """
    {"wallTime":1,"cpuTime":1,"truncated":false,"executionModel":"stateless","outcome":"ok",\
    "scriptName":"large","diagnosticsChannelEvents":[],"exceptions":[],\
    "logs":[{"message":["%s"],"level":"log","timestamp":%2$d}],"eventTimestamp":%2$d,\
    "event":{"request":{"url":"https://large.example/","method":"GET","headers":{}},\
    "response":{"status":200}}}\
    """
        .formatted(Base64.getEncoder().encodeToString(noise), Instant.now().toEpochMilli());
  }
}
