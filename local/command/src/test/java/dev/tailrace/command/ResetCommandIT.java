package dev.tailrace.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tailrace.app.TailraceApplication;
import dev.tailrace.clickhouse.ClickHouseSchema;
import dev.tailrace.clickhouse.Endpoint;
import dev.tailrace.clickhouse.Placeholders;
import dev.tailrace.engines.ClickHouseServer;
import dev.tailrace.engines.SchemaRegistryServer;
import dev.tailrace.produce.LocalKafka;
import dev.tailrace.stack.ClickHouseHttp;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `tailrace reset` of a topology that is given by its configuration.
class ResetCommandIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int EVENTS = 5;

  @TempDir Path directory;
  private LocalKafka kafka;
  private SchemaRegistryServer registry;
  private ShopTopology topology;

  @BeforeEach
  void start() throws Exception {
    kafka = LocalKafka.start(directory.resolve("kafka"));
    registry = SchemaRegistryServer.start(0, directory.resolve("journal"));
    topology =
        ShopTopology.configured(
            directory, kafka.bootstrapServers(), registry, "tailrace.streams.num.stream.threads=1");
  }

  @AfterEach
  void stop() {
    registry.close();
    kafka.close();
  }

  private CommandRun reset(String... more) {
    List<String> line =
        new ArrayList<>(List.of("reset", "--config=" + topology.config(), "--without-bucket"));
    line.addAll(List.of(more));
    return CommandRun.of(line);
  }

  @Test
  void stoppedTopology_beginsAnew_onceTheStoresAreEmpty() throws Exception {
    try (ClickHouseServer server = ClickHouseServer.start(directory.resolve("clickhouse"), 0)) {
      Endpoint endpoint = Endpoint.of(server.url());
      try (ClickHouseSchema schema = new ClickHouseSchema(endpoint, Placeholders.of("default"))) {
        var _ = schema.apply();
      }
      String store = "--clickhouse-url=" + server.url();
      publish();
      try (TailraceApplication _ = topology.start()) {
        await().atMost(PATIENCE).until(() -> rows() == EVENTS);
        CommandRun running = reset("--execute", store);
        assertThat(running.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(running.out())
            .contains("refused: the topology runs: 1 of its threads", "nothing was deleted");
      }
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(reset(store).out()).doesNotContain("topology runs"));
      sql(endpoint, "INSERT INTO events (timestamp, script_name) VALUES (now64(3), 'shop')");
      CommandRun filled = reset("--execute", store);
      assertThat(filled.exitCode()).isEqualTo(ExitCode.FAILED);
      assertThat(filled.out())
          .contains("has 1 rows, which a rebuild would double", "nothing was deleted");
      sql(endpoint, "TRUNCATE TABLE events");

      CommandRun dry = reset(store);
      assertThat(dry.exitCode()).as(dry.out()).isZero();
      assertThat(dry.out().lines())
          .contains(
              "would delete topic events",
              "would delete topic partials",
              "would delete topic shop-window-panes-changelog",
              "would delete group shop",
              "would delete folder " + directory.resolve("state/shop"))
          .doesNotContain("would delete topic tail.raw");
      assertThat(rows()).isEqualTo(EVENTS);
      CommandRun done = reset(store, "--execute");
      assertThat(done.exitCode()).as(done.out()).isZero();
      assertThat(names()).contains("tail.raw").doesNotContain("events", "partials");
      assertThat(names()).noneMatch(name -> name.startsWith("shop-"));
      assertThat(directory.resolve("state/shop")).doesNotExist();
    }
    try (TailraceApplication _ = topology.start()) {
      await().atMost(PATIENCE).until(() -> rows() == EVENTS);
    }
    assertThat(rows()).isEqualTo(EVENTS);
  }

  @Test
  void storesThatAreNotNamed_areAskedFor() {
    CommandRun run = CommandRun.of(List.of("reset", "--config=" + topology.config()));
    assertThat(run.exitCode()).isEqualTo(ExitCode.WRONG_USE);
    assertThat(run.err()).contains("--clickhouse-url", "--without-clickhouse");
  }

  private long rows() {
    return names().contains("events")
        ? kafka.committed("events").stream().filter(row -> row.value() != null).count()
        : 0;
  }

  private java.util.Set<String> names() {
    try (Admin admin = kafka.admin()) {
      return admin.listTopics().names().get();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void sql(Endpoint endpoint, String statement) {
    new ClickHouseHttp(endpoint, "default").query(statement, "TSV", new ByteArrayOutputStream());
  }

  private void publish() throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int i = 0; i < EVENTS; i++) {
        byte[] event =
            """
            {"wallTime":3,"cpuTime":1,"truncated":false,"outcome":"ok","scriptName":"shop-%d","logs":[],"exceptions":[],"diagnosticsChannelEvents":[],"eventTimestamp":1789999999000,"event":{"rpcMethod":"save"}}
            """
                .formatted(i)
                .getBytes(StandardCharsets.UTF_8);
        producer.send(new ProducerRecord<>("tail.raw", event)).get(30, TimeUnit.SECONDS);
      }
    }
  }
}
