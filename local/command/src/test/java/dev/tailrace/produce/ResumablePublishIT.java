package dev.tailrace.produce;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tailrace.produce.ResumablePublish.Mode;
import dev.tailrace.wire.DeadLetterHeaders;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResumablePublishIT {
  private static final int MANY = 200_000;

  @TempDir Path directory;
  private LocalKafka kafka;

  @BeforeEach
  void start() throws Exception {
    kafka = LocalKafka.start(directory.resolve("kafka"));
  }

  @AfterEach
  void stop() {
    kafka.close();
  }

  @Test
  void recordedEvents_arriveByteForByte() throws Exception {
    Path file = Samples.path("tail-events-prodlike.jsonl.gz");

    PublishResult result = publish(file, Mode.ONCE);

    assertThat(result.eventsNow()).isEqualTo(5_896);
    assertThat(result.complete()).isTrue();
    List<String> lines = Samples.lines("tail-events-prodlike.jsonl.gz");
    assertThat(rawValues()).containsExactlyInAnyOrderElementsOf(lines);
    assertThat(kafka.committed(PublishTarget.RAW_TOPIC))
        .allSatisfy(
            record ->
                assertThat(new String(record.value(), UTF_8))
                    .contains("\"scriptName\":\"" + new String(record.key(), UTF_8) + "\""));
  }

  @Test
  void publishedFile_publishesNothingMore_unlessAskedTo() throws Exception {
    Path file = write("a.jsonl", "{\"n\":1}\n{\"n\":2}\n");
    publish(file, Mode.ONCE);

    PublishResult second = publish(Files.copy(file, directory.resolve("b.jsonl")), Mode.ONCE);
    assertThat(second.eventsNow()).isZero();
    assertThat(second.eventsInTotal()).isEqualTo(2);
    assertThat(second.remarks()).singleElement().asString().contains("a.jsonl").contains("--again");
    assertThat(rawValues()).hasSize(2);

    PublishResult again = publish(file, Mode.AGAIN);
    assertThat(again.eventsNow()).isEqualTo(2);
    assertThat(publish(file, Mode.ONCE).eventsNow()).isZero();
    assertThat(rawValues()).hasSize(4);
  }

  @Test
  void killedAtAnyMoment_andBegunAgain_publishesEachEventOnce() throws Exception {
    Path file = numbers(MANY);
    int kills = 0;
    boolean finished = false;
    for (long millis = 300; !finished; millis = millis * 4 / 3) {
      Process child = child(file);
      finished = child.waitFor(millis, TimeUnit.MILLISECONDS);
      if (finished) {
        assertThat(child.exitValue()).isZero();
      } else {
        child.destroyForcibly().onExit().join();
        kills++;
      }
    }

    assertThat(kills).isGreaterThan(2);
    assertThat(publish(file, Mode.ONCE).eventsNow()).isZero();
    assertThat(rawValues()).hasSize(MANY).doesNotHaveDuplicates();
  }

  @Test
  void stopped_goesOnBehindWhatWasCommitted() throws Exception {
    Path file = numbers(MANY);
    Progress progress = new Progress();
    var stopper =
        CompletableFuture.runAsync(
            () -> {
              await().until(() -> progress.events() > 0);
              progress.requestStop();
            });
    PublishResult first = publish(file, Mode.ONCE, progress);
    stopper.join();
    assertThat(first.finished()).isFalse();
    assertThat(first.eventsNow()).isBetween(1L, MANY - 1L);

    PublishResult second = publish(file, Mode.ONCE);
    assertThat(first.eventsNow() + second.eventsNow()).isEqualTo(MANY);
    assertThat(second.eventsInTotal()).isEqualTo(MANY);
    assertThat(rawValues()).hasSize(MANY).doesNotHaveDuplicates();
  }

  @Test
  void twoAtOnce_theEarlierStops() throws Exception {
    Path file = numbers(MANY);
    Progress progress = new Progress();
    CountDownLatch takenOver = new CountDownLatch(1);
    // The earlier one asks for the time at each document; after its first commit it gets none.
    InstantSource clock =
        () -> {
          if (progress.events() > 0) {
            awaitQuietly(takenOver);
          }
          return Instant.now();
        };
    CompletableFuture<PublishResult> earlier =
        CompletableFuture.supplyAsync(
            () -> new ResumablePublish(kafka.target(), clock).publish(file, Mode.ONCE, progress));
    await().until(() -> progress.events() > 0);

    takeOver(file);
    takenOver.countDown();

    assertThatThrownBy(earlier::get)
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(PublishException.class)
        .hasMessageContaining("another process");
    PublishResult later = publish(file, Mode.ONCE);
    assertThat(later.eventsInTotal()).isEqualTo(MANY);
    assertThat(rawValues()).hasSize(MANY).doesNotHaveDuplicates();
  }

  @Test
  void largeDocuments_goWhereTheyFit() throws Exception {
    byte[] atTheLimit = object(Router.MAX_EVENT_BYTES);
    byte[] above = object(Router.MAX_EVENT_BYTES + 1);
    byte[] aboveDeadLetters = object(40_000_000);
    byte[] aboveMemory = object(EventInput.MAX_DOCUMENT_BYTES + 1);
    Path file = write("large.jsonl", "{\"n\":1}\n");
    for (byte[] document : List.of(atTheLimit, above, aboveDeadLetters, aboveMemory)) {
      append(file, document);
    }
    append(file, "{\"n\":2}".getBytes(UTF_8));

    PublishResult result = publish(file, Mode.ONCE);

    assertThat(result.documents()).isEqualTo(6);
    assertThat(result.eventsNow()).isEqualTo(3);
    assertThat(result.deadLetters()).isOne();
    assertThat(result.refused()).isEqualTo(2);
    assertThat(result.complete()).isFalse();
    assertThat(result.problems())
        .hasSize(2)
        .allSatisfy(problem -> assertThat(problem).contains(file.toString(), "16,777,216"));
    assertThat(values(PublishTarget.RAW_TOPIC))
        .usingElementComparator(Arrays::compare)
        .contains(atTheLimit);
    ConsumerRecord<byte[], byte[]> letter =
        kafka.committed(PublishTarget.DEAD_LETTER_TOPIC).getFirst();
    assertThat(letter.value()).isEqualTo(above);
    assertThat(DeadLetterHeaders.read(letter.headers()))
        .isInstanceOfSatisfying(
            DeadLetterHeaders.Reading.Complete.class,
            read -> {
              assertThat(read.deadLetter().getReason()).isEqualTo("too-large");
              assertThat(read.deadLetter().getSourceTopic()).isEqualTo(file.toString());
              assertThat(read.deadLetter().getSourceOffset()).isEqualTo(3);
            });
    assertThat(publish(file, Mode.ONCE).problems()).isEqualTo(result.problems());
  }

  @Test
  void damagedGzip_givesWhatCanBeRead() throws Exception {
    byte[] whole = Files.readAllBytes(Samples.path("tail-events-prodlike.jsonl.gz"));
    Path file = directory.resolve("cut.jsonl.gz");
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));

    PublishResult result = publish(file, Mode.ONCE);

    assertThat(result.eventsNow()).isGreaterThan(1_000).isEqualTo(result.documents());
    assertThat(result.complete()).isFalse();
    assertThat(result.problems()).singleElement().asString().contains("cut.jsonl.gz", "cut off");
    assertThat(publish(file, Mode.ONCE).problems()).isEqualTo(result.problems());
    assertThat(rawValues()).hasSize((int) result.documents());
  }

  @Test
  void missingTopic_isNamed() throws Exception {
    Path file = write("a.jsonl", "{}\n");
    PublishTarget target = kafka.target().withTopic("elsewhere");
    ResumablePublish publish = new ResumablePublish(target, InstantSource.system());
    assertThatThrownBy(() -> publish.publish(file, Mode.ONCE, new Progress()))
        .isInstanceOf(PublishException.class)
        .hasMessageContaining("no topic elsewhere");
  }

  /// The first thing a later process does. A whole later run could come when the earlier one, which
  /// takes a second, is over.
  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void takeOver(Path file) throws IOException {
    String identity = FileIdentity.of(file).sha256();
    try (Producer<byte[], byte[]> later =
        new KafkaClients(kafka.target()).producer("tailrace-produce-" + identity)) {
      later.initTransactions();
    }
  }

  private PublishResult publish(Path file, Mode mode) {
    return publish(file, mode, new Progress());
  }

  private PublishResult publish(Path file, Mode mode, Progress progress) {
    return new ResumablePublish(kafka.target(), InstantSource.system())
        .publish(file, mode, progress);
  }

  private Process child(Path file) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-cp",
            System.getProperty("java.class.path"),
            PublishMain.class.getName(),
            kafka.bootstrapServers(),
            file.toString())
        .inheritIO()
        .start();
  }

  private List<byte[]> values(String topic) {
    return kafka.committed(topic).stream().map(ConsumerRecord::value).toList();
  }

  private List<String> rawValues() {
    return values(PublishTarget.RAW_TOPIC).stream().map(v -> new String(v, UTF_8)).toList();
  }

  private Path numbers(int count) throws IOException {
    Path file = directory.resolve("numbers.jsonl");
    try (BufferedWriter writer = Files.newBufferedWriter(file)) {
      for (int i : IntStream.range(0, count).toArray()) {
        writer.write("{\"scriptName\":\"script-" + i % 17 + "\",\"n\":" + i + "}\n");
      }
    }
    return file;
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  private static void append(Path file, byte[] document) throws IOException {
    Files.write(file, document, java.nio.file.StandardOpenOption.APPEND);
    Files.writeString(file, "\n", java.nio.file.StandardOpenOption.APPEND);
  }

  private static byte[] object(int bytes) {
    byte[] object = new byte[bytes];
    Arrays.fill(object, (byte) 'x');
    byte[] head = "{\"a\":\"".getBytes(UTF_8);
    System.arraycopy(head, 0, object, 0, head.length);
    object[bytes - 2] = '"';
    object[bytes - 1] = '}';
    return object;
  }
}
