package dev.tailrace.letters;

import static dev.tailrace.letters.Letters.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tailrace.app.TailraceApplication;
import dev.tailrace.app.TailraceConfig;
import dev.tailrace.engines.KafkaBroker;
import dev.tailrace.engines.SchemaRegistryServer;
import dev.tailrace.produce.PublishTarget;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A letter that the real topology refuses again.
class RefusedAgainIT {
  private static final InstantSource CLOCK = InstantSource.system();
  private static final byte[] BAD = {'{', (byte) 0xff, 0};

  @TempDir Path directory;

  @Test
  void replayThatIsRefusedAgain_isALetterOfItsOwn_whichTellsOfTheFirst() throws Exception {
    try (KafkaBroker broker = KafkaBroker.start(directory.resolve("kafka"), 0, Map.of());
        SchemaRegistryServer registry =
            SchemaRegistryServer.start(0, directory.resolve("registry/journal"));
        TailraceApplication topology = TailraceApplication.start(config(broker, registry))) {
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> topology.state() == TailraceApplication.State.RUNNING);
      PublishTarget target = PublishTarget.of(broker.bootstrapServers(), Optional.empty());
      publishBadRecord(target);
      Letter first = awaitLetters(target, 1).getFirst();

      assertThat(replay(target)).isEqualTo(new ReplayResult(1, 0, List.of()));

      List<Letter> both = awaitLetters(target, 2);
      Letter second = both.getLast();
      assertThat(second.body().bytes()).isEqualTo(BAD).isEqualTo(first.body().bytes());
      assertThat(second.origin().reason()).isEqualTo(first.origin().reason());
      assertThat(second.replayOf()).contains(first.id().toString());
      assertThat(first.replayOf()).isEmpty();
      assertThat(second.origin().source()).isNotEqualTo(first.origin().source());
      assertThat(replay(target))
          .as("the new one only")
          .isEqualTo(new ReplayResult(1, 1, List.of()));
      assertThat(awaitLetters(target, 3).getLast().replayOf()).contains(second.id().toString());
    }
  }

  private TailraceConfig config(KafkaBroker broker, SchemaRegistryServer registry) {
    return TailraceConfig.of(
        Map.of(
            "tailrace.instance",
            "test-1",
            "tailrace.http.port",
            "off",
            "tailrace.kafka.bootstrap.servers",
            broker.bootstrapServers(),
            "tailrace.serde.schema.registry.url",
            registry.url(),
            "tailrace.topics.partitions",
            "1",
            "tailrace.streams.num.stream.threads",
            "1",
            "tailrace.streams.state.dir",
            directory.resolve("state").toString()));
  }

  private static void publishBadRecord(PublishTarget target)
      throws ExecutionException, InterruptedException {
    try (var producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", target.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(PublishTarget.RAW_TOPIC, bytes("worker"), BAD)).get();
    }
  }

  private static ReplayResult replay(PublishTarget target) {
    try (TopicLetters letters = new TopicLetters(target, CLOCK)) {
      return new Replay(target, new ReplayRules(Optional.empty()), CLOCK)
          .run(
              reader -> letters.forEach(LetterFilter.ALL, reader),
              Replay.Mode.PUBLISH,
              Replay.Again.NO,
              new Replay.Watch(_ -> {}, () -> false));
    }
  }

  private static List<Letter> awaitLetters(PublishTarget target, int count) {
    return await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> letters(target), letters -> letters.size() >= count);
  }

  private static List<Letter> letters(PublishTarget target) {
    List<Letter> all = new ArrayList<>();
    try (TopicLetters letters = new TopicLetters(target, CLOCK)) {
      letters.forEach(LetterFilter.ALL, all::add);
    }
    return all;
  }
}
