package dev.tailrace.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tailrace.clickhouse.Endpoint;
import dev.tailrace.schema.ErrorTrends5Min;
import dev.tailrace.serde.AvroSerializer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The running stack as a user meets it: start, ask, stop, start again.
final class UpIT {
  /// What analysts are promised for the last events before silence.
  private static final Duration IDLE_BATCH_BOUND = Duration.ofSeconds(3);

  private static final int EVENTS = 7;

  @TempDir Path temp;

  @Test
  void idleLastBatch_isQueryableWithinTheBound_andEverythingSurvivesARestart() throws Exception {
    Path data = temp.resolve("data");
    int base = freePortBase();
    byte[] event = Samples.lines("tail-events-prodlike.jsonl").getFirst();
    try (TailraceProcess up = up(data, base)) {
      StackState state = awaitReady(data, up);
      assertThat(state.bootstrapServers()).isEqualTo("127.0.0.1:" + base);
      ClickHouseHttp clickHouse = new ClickHouseHttp(Endpoint.of(state.clickHouseUrl()), "default");
      List<Duration> delays = new ArrayList<>();
      try (KafkaProducer<byte[], byte[]> producer = producer(state)) {
        for (int sent = 1; sent <= EVENTS; sent++) {
          long events = sent;
          producer.send(new ProducerRecord<>(StackTopics.RAW, event)).get(10, TimeUnit.SECONDS);
          long produced = System.nanoTime();
          await()
              .atMost(Duration.ofSeconds(60))
              .pollInterval(Duration.ofMillis(20))
              .until(() -> count(clickHouse) == events);
          delays.add(Duration.ofNanos(System.nanoTime() - produced));
        }
      }
      // The promise is for a machine that has time for it: the median stands for that.
      delays.sort(Comparator.naturalOrder());
      assertThat(delays.get(EVENTS / 2)).as("of %s", delays).isLessThan(IDLE_BATCH_BOUND);
      up.terminate();
      assertThat(up.exitCode()).as(up::toString).isIn(0, 143);
    }
    try (TailraceProcess up = up(data, base)) {
      StackState state = awaitReady(data, up);
      assertThat(count(new ClickHouseHttp(Endpoint.of(state.clickHouseUrl()), "default")))
          .isEqualTo(EVENTS);
      try (TailraceProcess second = up(data, freePortBase())) {
        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(second.errors()).contains("uses the data directory").contains("--data DIR");
      }
    }
  }

  @Test
  void windowOnItsTopic_isStored_andAnUnreadableOneIsADeadLetterOfEachSink() throws Exception {
    Path data = temp.resolve("data");
    try (TailraceProcess up = up(data, freePortBase())) {
      StackState state = awaitReady(data, up);
      ClickHouseHttp clickHouse = new ClickHouseHttp(Endpoint.of(state.clickHouseUrl()), "default");
      String topic = StackTopics.ERROR_TRENDS;
      try (AvroSerializer serializer = new AvroSerializer();
          KafkaProducer<byte[], byte[]> producer = producer(state)) {
        serializer.configure(Map.of("schema.registry.url", state.registryUrl()), false);
        for (int version = 1; version <= 3; version++) {
          byte[] value = serializer.serialize(topic, trend(version));
          producer
              .send(new ProducerRecord<>(topic, key("a-script"), value))
              .get(10, TimeUnit.SECONDS);
        }
        producer
            .send(new ProducerRecord<>(topic, key("another"), new byte[] {1}))
            .get(10, TimeUnit.SECONDS);
        byte[] newest = serializer.serialize(topic, trend(4));
        producer
            .send(new ProducerRecord<>(topic, key("a-script"), newest))
            .get(10, TimeUnit.SECONDS);
      }
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () ->
                  assertThat(
                          clickHouse.row(
                              "SELECT count(), max(error_count) FROM error_trends_5min FINAL"))
                      .containsExactly("1", "4"));
      try (TopicScan letters = new TopicScan(state.bootstrapServers(), StackTopics.DEAD_LETTERS)) {
        await()
            .atMost(Duration.ofSeconds(60))
            .untilAsserted(
                () ->
                    assertThat(refusing(letters))
                        .containsExactlyInAnyOrder(
                            StackTopics.WINDOWS_CONNECTOR, StackTopics.R2_CONNECTOR));
      }
    }
  }

  /// The connectors that refused the unreadable record.
  private static List<String> refusing(TopicScan letters) {
    List<String> connectors = new ArrayList<>();
    letters.forEach(
        letter -> {
          assertThat(letter.value()).containsExactly(1);
          Header connector = letter.headers().lastHeader("__connect.errors.connector.name");
          connectors.add(new String(connector.value(), StandardCharsets.UTF_8));
        });
    return connectors;
  }

  private static byte[] key(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static ErrorTrends5Min trend(int version) {
    ErrorTrends5Min window = new ErrorTrends5Min();
    window.setScriptName("a-script");
    window.setErrorType("TypeError");
    window.setBucket(Instant.parse("2026-11-20T12:05:00Z"));
    window.setPane(window.getBucket());
    // A version is a time: a row of 1970 would be past its retention.
    window.setVersion(Instant.now().toEpochMilli() + version);
    window.setErrorCount(version);
    window.setMessageHashes(List.of());
    return window;
  }

  @Test
  void killedStack_startsAgainOnItsPorts() throws Exception {
    Path data = temp.resolve("data");
    int base = freePortBase();
    // Not closed before the next starts: its Postgres runs on, as after any kill -9.
    try (TailraceProcess killed = up(data, base)) {
      long postgres = awaitReady(data, killed).postgresPid();
      killed.kill();
      assertThat(ProcessHandle.of(postgres)).isPresent();
      try (TailraceProcess up = up(data, base)) {
        StackState state = awaitReady(data, up);
        assertThat(state.postgresUrl())
            .isEqualTo("jdbc:postgresql://127.0.0.1:%d/tailrace".formatted(base + 6));
        assertThat(state.postgresPid()).isNotEqualTo(postgres);
      }
    }
  }

  @Test
  void takenPort_isNamedWithTheWayOut() throws Exception {
    int base = freePortBase();
    try (ServerSocket taken = new ServerSocket(base + 2, 1, InetAddress.getLoopbackAddress());
        TailraceProcess up = up(temp.resolve("data"), base)) {
      assertThat(up.exitCode()).isEqualTo(1);
      assertThat(up.errors())
          .contains(taken.getLocalPort() + " (for ClickHouse)")
          .contains("--port-base");
    }
  }

  private TailraceProcess up(Path data, int base) throws IOException {
    return TailraceProcess.start(
        temp, "up", "--data", data.toString(), "--port-base", String.valueOf(base));
  }

  private static StackState awaitReady(Path data, TailraceProcess up) {
    return await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(50))
        .failFast("up ended by itself", () -> !up.isAlive())
        .until(() -> StackState.read(data), java.util.Optional::isPresent)
        .orElseThrow();
  }

  private static long count(ClickHouseHttp clickHouse) {
    return Long.parseLong(clickHouse.row("SELECT count() FROM events").getFirst());
  }

  private static KafkaProducer<byte[], byte[]> producer(StackState state) {
    Properties settings = new Properties();
    settings.put("bootstrap.servers", state.bootstrapServers());
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /// The first of eight consecutive ports that are free at the moment.
  private static int freePortBase() throws IOException {
    for (int base : List.of(31_100, 32_200, 33_300, 34_400, 35_500, 36_600, 37_700)) {
      if (allFree(base)) {
        return base;
      }
    }
    throw new IOException("no eight consecutive free ports among those tried");
  }

  private static boolean allFree(int base) {
    for (int port = base; port < base + 8; port++) {
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        assertThat(socket.isBound()).isTrue();
      } catch (IOException _) {
        return false;
      }
    }
    return true;
  }
}
