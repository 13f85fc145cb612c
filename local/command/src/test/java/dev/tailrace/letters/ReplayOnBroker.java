package dev.tailrace.letters;

import static dev.tailrace.letters.Letters.bytes;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.produce.LocalKafka;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// A real broker for each test, and replays on it.
abstract class ReplayOnBroker {
  static final InstantSource CLOCK = InstantSource.system();
  private static final Replay.Watch UNWATCHED = new Replay.Watch(_ -> {}, () -> false);

  @TempDir Path directory;
  LocalKafka kafka;

  @BeforeEach
  void start() throws Exception {
    kafka = LocalKafka.start(directory);
  }

  @AfterEach
  void stop() {
    kafka.close();
  }

  final ReplayResult replay(Replay.Mode mode, Replay.Again again) {
    try (TopicLetters letters = new TopicLetters(kafka.target(), CLOCK)) {
      return replay(reader -> letters.forEach(LetterFilter.ALL, reader), mode, again);
    }
  }

  final ReplayResult replay(Replay.Selection selection, Replay.Mode mode, Replay.Again again) {
    return new Replay(kafka.target(), new ReplayRules(Optional.empty()), CLOCK)
        .run(selection, mode, again, UNWATCHED);
  }

  final ReplayResult replay() {
    return replay(Replay.Mode.PUBLISH, Replay.Again.NO);
  }

  final List<ConsumerRecord<byte[], byte[]>> raw() {
    return kafka.committed("tail.raw");
  }

  static void hasEachOnce(List<ConsumerRecord<byte[], byte[]>> records, int count) {
    assertThat(records.stream().map(record -> new String(record.value(), UTF_8)))
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, count).mapToObj(i -> "letter " + i).toList());
  }

  final void bury(int count) {
    Letters.publish(
        kafka,
        IntStream.range(0, count)
            .mapToObj(i -> Letters.ofPipeline("not-json", i, bytes("letter " + i)))
            .toList());
  }
}
