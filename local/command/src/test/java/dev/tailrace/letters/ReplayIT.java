package dev.tailrace.letters;

import static dev.tailrace.letters.Letters.bytes;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.produce.KafkaClients;
import dev.tailrace.produce.LocalKafka;
import dev.tailrace.produce.PublishTarget;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Replays on a real broker: each letter once, whatever happens meanwhile.
class ReplayIT {
  private static final InstantSource CLOCK = InstantSource.system();
  private static final Replay.Watch UNWATCHED = new Replay.Watch(_ -> {}, () -> false);

  @TempDir Path directory;
  private LocalKafka kafka;

  @BeforeEach
  void start() throws Exception {
    kafka = LocalKafka.start(directory);
  }

  @AfterEach
  void stop() {
    kafka.close();
  }

  private ReplayResult replay(Replay.Mode mode, Replay.Again again) {
    try (TopicLetters letters = new TopicLetters(kafka.target(), CLOCK)) {
      return replay(reader -> letters.forEach(LetterFilter.ALL, reader), mode, again);
    }
  }

  private ReplayResult replay(Replay.Selection selection, Replay.Mode mode, Replay.Again again) {
    return new Replay(kafka.target(), new ReplayRules(Optional.empty()), CLOCK)
        .run(selection, mode, again, UNWATCHED);
  }

  private ReplayResult replay() {
    return replay(Replay.Mode.PUBLISH, Replay.Again.NO);
  }

  private List<ConsumerRecord<byte[], byte[]>> raw() {
    return kafka.committed("tail.raw");
  }

  private static void hasEachOnce(List<ConsumerRecord<byte[], byte[]>> records, int count) {
    assertThat(records.stream().map(record -> new String(record.value(), UTF_8)))
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, count).mapToObj(i -> "letter " + i).toList());
  }

  private void bury(int count) {
    Letters.publish(
        kafka,
        IntStream.range(0, count)
            .mapToObj(i -> Letters.ofPipeline("not-json", i, bytes("letter " + i)))
            .toList());
  }

  @Test
  void replayedRecord_hasTheOriginalKeyBytesAndHeaders_andSaysWhatItIs() {
    ProducerRecord<byte[], byte[]> noValue = Letters.ofPipeline("empty-value", 1, null);
    Letters.publish(
        kafka, List.of(Letters.ofPipeline("not-json", 0, new byte[] {0, -1, 7}), noValue));

    assertThat(replay()).isEqualTo(new ReplayResult(2, 0, List.of()));

    assertThat(raw())
        .anySatisfy(
            record -> {
              assertThat(record.value()).isEqualTo(new byte[] {0, -1, 7});
              assertThat(record.key()).isEqualTo(bytes("worker"));
              assertThat(Letters.list(record.headers()).stream().map(LetterHeader::name))
                  .containsExactly("retry_count", "replay_of");
              assertThat(record.headers().lastHeader("replay_of").value()).isEqualTo(bytes("0-0"));
            })
        .anySatisfy(record -> assertThat(record.value()).isNull())
        .hasSize(2);
    assertThat(kafka.committed("tail.replayed"))
        .hasSize(2)
        .first()
        .satisfies(
            record -> {
              assertThat(record.key()).isEqualTo(bytes("0-0 tail.raw-1@0"));
              assertThat(new String(record.value(), UTF_8))
                  .contains("\"topic\":\"tail.raw\"", "\"offset\":", "\"at\":\"", "\"by\":\"");
            });
  }

  @Test
  void secondReplay_leavesAllOut_unlessAskedFor() {
    bury(10);
    assertThat(replay(Replay.Mode.DRY_RUN, Replay.Again.NO).replayed()).isEqualTo(10);
    assertThat(raw()).isEmpty();
    assertThat(replay().replayed()).isEqualTo(10);
    assertThat(replay(Replay.Mode.DRY_RUN, Replay.Again.NO))
        .isEqualTo(new ReplayResult(0, 10, List.of()));
    assertThat(replay()).isEqualTo(new ReplayResult(0, 10, List.of()));
    hasEachOnce(raw(), 10);
    assertThat(replay(Replay.Mode.PUBLISH, Replay.Again.YES).replayed()).isEqualTo(10);
    assertThat(raw()).hasSize(20);
  }

  @Test
  void letterNamedTwice_isPublishedOnce_evenAgain() {
    bury(1);
    try (TopicLetters letters = new TopicLetters(kafka.target(), CLOCK)) {
      Letter letter = letters.find(new LetterId(0, 0)).orElseThrow();
      replay(
          reader -> {
            reader.accept(letter);
            reader.accept(letter);
          },
          Replay.Mode.PUBLISH,
          Replay.Again.YES);
    }
    hasEachOnce(raw(), 1);
  }

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

  @Test
  void lettersThatAreNoRawRecords_areRefused_andTheRestReplayed() {
    ProducerRecord<byte[], byte[]> strange =
        new ProducerRecord<>(PublishTarget.DEAD_LETTER_TOPIC, bytes("?"));
    strange.headers().add("reason", new byte[] {(byte) 0xff}).add("source_offset", null);
    Letters.publish(
        kafka,
        List.of(
            Letters.ofPipeline("invalid-mutation", 7, bytes("{}")),
            Letters.ofPipeline("not-json", 8, bytes("letter 0")),
            Letters.ofSink("events", new byte[] {0, 1}),
            Letters.ofPipeline("invalid-mutation", 9, bytes("{}")),
            strange));

    ReplayResult result = replay();

    assertThat(result.replayed()).isEqualTo(1);
    assertThat(result.refusals())
        .extracting(ReplayResult.Refused::reason)
        .containsExactly("invalid-mutation", "refused-by-sink", "unreadable-headers");
    assertThat(result.refusals().getFirst().letters()).isEqualTo(2);
    assertThat(result.refusals().getFirst().first()).isEqualTo("0-0");
    assertThat(result.refused()).isEqualTo(4);
    hasEachOnce(raw(), 1);
  }

  @Test
  void deadLetterTopicMadeAnew_isNotMistakenForTheFormerOne() throws Exception {
    bury(1);
    replay();
    try (Admin admin = kafka.admin()) {
      admin.deleteTopics(List.of(PublishTarget.DEAD_LETTER_TOPIC)).all().get();
      kafka.createDeadLetterTopic(admin);
    }
    Letters.publish(kafka, List.of(Letters.ofPipeline("not-json", 99, bytes("another"))));
    assertThat(replay()).isEqualTo(new ReplayResult(1, 0, List.of()));
  }
}
