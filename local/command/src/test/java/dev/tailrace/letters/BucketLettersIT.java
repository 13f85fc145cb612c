package dev.tailrace.letters;

import static dev.tailrace.letters.Letters.bytes;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.bucket.BucketAddress;
import dev.tailrace.engines.S3Server;
import dev.tailrace.produce.LocalKafka;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Letters in a bucket of a real S3 server.
class BucketLettersIT {
  private static final String DAY = "2026-11-20";

  @TempDir Path directory;
  private S3Server server;
  private BucketAddress bucket;

  @BeforeEach
  void start() {
    server = S3Server.start(0, directory.resolve("s3"), List.of("errors"));
    bucket =
        BucketAddress.of("s3://errors/tail")
            .withEndpoint(URI.create(server.url()))
            .withCredentials(
                new BucketAddress.Credentials(S3Server.ACCESS_KEY, S3Server.SECRET_KEY));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void store(long firstOffset, LetterFiles file) throws Exception {
    for (Map.Entry<String, byte[]> object : file.at(LetterFiles.key(DAY, firstOffset)).entrySet()) {
      Path path = server.bucket("errors").resolve("tail").resolve(object.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, object.getValue());
    }
  }

  private static List<String> values(LetterSource letters) {
    List<String> values = new ArrayList<>();
    letters.forEach(
        LetterFilter.ALL, letter -> values.add(new String(letter.body().bytes(), UTF_8)));
    return values;
  }

  @Test
  void manyFiles_areReadToTheirEnd() throws Exception {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 501; i++) { // more keys than one answer lists
      store(2L * i, new LetterFiles().letter(2L * i, Letters.TIME, bytes("letter " + i)));
      expected.add("letter " + i);
    }
    try (LetterSource letters = BucketLetters.open(bucket, "kafka")) {
      assertThat(values(letters)).isEqualTo(expected);
      assertThat(letters.find(new LetterId(0, 1_000)).orElseThrow().body().bytes())
          .isEqualTo(bytes("letter 500"));
      assertThat(letters.find(new LetterId(0, 1_001))).isEmpty();
    }
  }

  @Test
  void largeValues_areFetchedByRange() throws Exception {
    String large = "x".repeat(300_000);
    store(
        0,
        new LetterFiles()
            .letter(0, Letters.TIME, bytes("small"))
            .letter(1, Letters.TIME, bytes(large))
            .letter(2, Letters.TIME, bytes("last")));
    try (LetterSource letters = BucketLetters.open(bucket, "kafka")) {
      assertThat(values(letters)).containsExactly("small", large, "last");
    }
  }

  @Test
  void whatWasReplayedFromTheBucket_isLeftOutFromTheTopic() throws Exception {
    store(
        0,
        new LetterFiles()
            .letter(0, Letters.TIME, bytes("letter 0"))
            .letter(1, Letters.TIME, bytes("letter 1")));
    try (LocalKafka kafka = LocalKafka.start(directory.resolve("kafka"));
        LetterSource stored = BucketLetters.open(bucket, "kafka");
        LetterSource onTopic = new TopicLetters(kafka.target(), InstantSource.system())) {
      Letters.publish(
          kafka,
          List.of(
              Letters.ofPipeline("not-json", 0, bytes("letter 0")),
              Letters.ofPipeline("not-json", 1, bytes("letter 1"))));
      assertThat(replay(kafka, stored)).isEqualTo(new ReplayResult(2, 0, List.of()));
      assertThat(replay(kafka, onTopic)).isEqualTo(new ReplayResult(0, 2, List.of()));
      assertThat(kafka.committed("tail.raw")).hasSize(2);
    }
  }

  private static ReplayResult replay(LocalKafka kafka, LetterSource letters) {
    return new Replay(kafka.target(), new ReplayRules(Optional.empty()), InstantSource.system())
        .run(
            reader -> letters.forEach(LetterFilter.ALL, reader),
            Replay.Mode.PUBLISH,
            Replay.Again.NO,
            new Replay.Watch(_ -> {}, () -> false));
  }

  @Test
  void wrongBucketAndWrongCredentials_areExplained() {
    BucketAddress none = new BucketAddress(bucket.endpoint(), "none", "", bucket.credentials());
    try (LetterSource letters = BucketLetters.open(none, "kafka")) {
      assertThatThrownBy(() -> values(letters))
          .isInstanceOf(LettersException.class)
          .hasMessageContainingAll("s3://none/", "404", "right bucket");
    }
    BucketAddress stranger =
        bucket.withCredentials(new BucketAddress.Credentials(S3Server.ACCESS_KEY, "wrong"));
    try (LetterSource letters = BucketLetters.open(stranger, "kafka")) {
      assertThatThrownBy(() -> values(letters))
          .isInstanceOf(LettersException.class)
          .hasMessageContainingAll("s3://errors/tail", "403", "credentials");
    }
  }

  @Test
  void serverThatIsGone_isExplained() {
    String url = server.url();
    server.close();
    try (LetterSource letters = BucketLetters.open(bucket, "kafka")) {
      assertThatThrownBy(() -> values(letters))
          .isInstanceOf(LettersException.class)
          .hasMessageContainingAll("cannot be read", url, "--endpoint");
    }
  }
}
