package dev.tailrace.letters;

import static dev.tailrace.letters.Letters.bytes;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.produce.PublishTarget;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/// Replays on a real broker: the original, once.
class ReplayIT extends ReplayOnBroker {
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
