package dev.tailrace.letters;

import static dev.tailrace.letters.Letters.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.produce.KafkaClients;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/// Replays that are killed, fail, or run at once: each letter once, or not at all.
class ReplayCrashIT extends ReplayOnBroker {
  @Test
  void replayKilledBeforeItsCommit_leavesNothingBehind() throws Exception {
    bury(3);
    replay(_ -> {}, Replay.Mode.PUBLISH, Replay.Again.NO); // makes the topic of the memory
    Producer<byte[], byte[]> killed =
        new KafkaClients(kafka.target()).producer(ReplayTransactions.TRANSACTIONAL_ID);
    try {
      killed.initTransactions();
      killed.beginTransaction();
      killed.send(new ProducerRecord<>("tail.raw", bytes("letter 0"))).get();
      killed.send(new ProducerRecord<>("tail.replayed", 0, bytes("0-0 tail.raw-1@0"), null)).get();

      assertThat(replay()).isEqualTo(new ReplayResult(3, 0, List.of()));
      hasEachOnce(raw(), 3);
    } finally {
      killed.close();
    }
  }

  @Test
  void failureWithinATransaction_publishesNothingOfIt() {
    bury(2);
    try (TopicLetters letters = new TopicLetters(kafka.target(), CLOCK)) {
      Letter good = letters.find(new LetterId(0, 0)).orElseThrow();
      Letter lost = unreadable(letters.find(new LetterId(0, 1)).orElseThrow());
      assertThatThrownBy(
              () ->
                  replay(
                      reader -> List.of(good, lost).forEach(reader),
                      Replay.Mode.PUBLISH,
                      Replay.Again.NO))
          .hasMessageContaining("the bytes are gone");
    }
    assertThat(raw()).isEmpty();
    assertThat(replay().replayed()).isEqualTo(2);
    hasEachOnce(raw(), 2);
  }

  private static Letter unreadable(Letter letter) {
    Letter.Body gone =
        new Letter.Body() {
          @Override
          public int size() {
            return 8;
          }

          @Override
          public byte[] bytes() {
            throw new LettersException("the bytes are gone");
          }
        };
    return new Letter(
        letter.id(), letter.time(), letter.origin(), letter.key(), gone, letter.headers());
  }

  /// The later one begins when the earlier has published 500 and holds 50 more.
  @Test
  void twoReplaysAtOnce_doubleNothing() {
    bury(600);
    AtomicInteger given = new AtomicInteger();
    List<ReplayResult> later = new ArrayList<>();
    try (TopicLetters letters = new TopicLetters(kafka.target(), CLOCK)) {
      Replay.Selection interrupted =
          reader ->
              letters.forEach(
                  LetterFilter.ALL,
                  letter -> {
                    if (given.incrementAndGet() == 550) {
                      later.add(replay());
                    }
                    reader.accept(letter);
                  });
      assertThatThrownBy(() -> replay(interrupted, Replay.Mode.PUBLISH, Replay.Again.NO))
          .isInstanceOf(LettersException.class)
          .hasMessageContaining("another replay has begun");
    }
    assertThat(later).containsExactly(new ReplayResult(100, 500, List.of()));
    hasEachOnce(raw(), 600);
  }
}
