package dev.tailrace.letters;

import static dev.tailrace.letters.Letters.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.produce.LocalKafka;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicLettersIT {
  @TempDir Path directory;

  private static List<String> ids(TopicLetters letters, LetterFilter filter) {
    List<String> ids = new ArrayList<>();
    letters.forEach(filter, letter -> ids.add(letter.id().toString()));
    return ids;
  }

  @Test
  void committedLetters_areReadByFilterAndById() throws Exception {
    try (LocalKafka kafka = LocalKafka.start(directory)) {
      Letters.publish(
          kafka,
          List.of(
              Letters.ofPipeline("not-json", 0, bytes("a")), Letters.ofSink("events", bytes("b"))));
      Letters.publish(kafka, List.of(Letters.ofPipeline("batch", 1, bytes("c"))));
      try (var open = openTransaction(kafka);
          TopicLetters letters = new TopicLetters(kafka.target(), InstantSource.system())) {
        open.send(Letters.ofPipeline("batch", 2, bytes("not committed"))).get();

        // The end of the first transaction has offset 2.
        assertThat(ids(letters, LetterFilter.ALL)).containsExactly("0-0", "0-1", "0-3");
        assertThat(ids(letters, LetterFilter.ofReason("batch"))).containsExactly("0-3");
        assertThat(ids(letters, since(1))).containsExactly("0-1");
        assertThat(ids(letters, since(Long.MAX_VALUE / 2_000_000))).isEmpty();
        assertThat(letters.find(new LetterId(0, 3)).orElseThrow().body().bytes())
            .isEqualTo(bytes("c"));
        assertThat(letters.find(new LetterId(0, 2))).as("end of a transaction").isEmpty();
        assertThat(letters.find(new LetterId(0, 5))).as("not committed").isEmpty();
        assertThat(letters.find(new LetterId(0, 1_000))).isEmpty();
        assertThat(letters.find(new LetterId(7, 0))).isEmpty();
      }
    }
  }

  /// The row of the sink is as young as this test.
  private static LetterFilter since(long millisLater) {
    return new LetterFilter(
        Optional.empty(),
        Optional.of(Letters.TIME.plusMillis(millisLater)),
        Optional.empty(),
        Optional.empty());
  }

  private static KafkaProducer<byte[], byte[]> openTransaction(LocalKafka kafka) {
    var producer =
        new KafkaProducer<>(
            java.util.Map.of(
                "bootstrap.servers", kafka.bootstrapServers(), "transactional.id", "other"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    producer.initTransactions();
    producer.beginTransaction();
    return producer;
  }
}
