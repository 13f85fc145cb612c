package dev.tailrace.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tailrace.app.TailraceApplication;
import dev.tailrace.engines.KafkaBroker;
import dev.tailrace.engines.PostgresServer;
import dev.tailrace.engines.SchemaRegistryServer;
import dev.tailrace.stack.ConnectWorker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `tailrace doctor` on parts that are given by their addresses.
class DoctorCommandIT {
  @TempDir Path directory;
  private KafkaBroker broker;
  private SchemaRegistryServer registry;
  private ShopTopology topology;

  @BeforeEach
  void start() throws Exception {
    broker =
        KafkaBroker.start(
            KafkaBroker.Settings.of(directory.resolve("kafka"))
                .withFeatureLevels(Map.of("transaction.version", (short) 1)));
    registry = SchemaRegistryServer.start(0, directory.resolve("journal"));
    topology =
        ShopTopology.configured(
            directory,
            broker.bootstrapServers(),
            registry,
            "tailrace.topics.raw=shop.raw",
            "tailrace.topics.partitions=2");
  }

  @AfterEach
  void stop() {
    registry.close();
    broker.close();
  }

  private static CommandRun doctor(String... arguments) {
    List<String> line = new ArrayList<>(List.of("doctor"));
    line.addAll(List.of(arguments));
    return CommandRun.of(line);
  }

  @Test
  void cluster_isHeldAgainstTheTopologysOwnConfiguration() throws Exception {
    CommandRun empty = doctor("--config=" + topology.config());
    assertThat(empty.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(empty.out().lines())
        .anyMatch(line -> line.matches("ok +kafka +127.* answers, brokers: 1"))
        .anyMatch(line -> line.matches("problem +kafka .*transaction.version is 1.*upgrade.*"))
        .anyMatch(line -> line.matches("problem +kafka .*shop.raw is missing +-> .*--create.*"))
        .anyMatch(line -> line.matches("warning +kafka .*no instance .* the group shop .*"))
        .anyMatch(line -> line.matches("warning +registry .*no version of events-value, .*"))
        .last()
        .isEqualTo("8 problems, 2 warnings");

    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      upgrade(admin);
      try (TailraceApplication _ = topology.start()) {
        CommandRun well = doctor("--config=" + topology.config());
        assertThat(well.exitCode()).as(well.out()).isZero();
        assertThat(well.out()).contains("every topic is there", "in the group shop");
      }
      keepShorter(admin);
      CommandRun shorter = doctor("--config=" + topology.config());
      assertThat(shorter.exitCode()).as("a warning is no failure").isZero();
      assertThat(shorter.out())
          .contains("topic events has retention.ms=60000, the configuration says 604800000")
          .contains("--entity-name events --add-config retention.ms=604800000");
      admin.createPartitions(Map.of("shop.raw", NewPartitions.increaseTo(3))).all().get();
      JsonNode apart =
          new ObjectMapper().readTree(doctor("--config=" + topology.config(), "--json").out());
      assertThat(apart.path("ok").asBoolean()).isFalse();
      assertThat(apart.path("findings").findValuesAsText("what"))
          .anyMatch(what -> what.startsWith("topic events has 2 partitions, topic shop.raw has 3"));
    }
  }

  private static void upgrade(Admin admin) throws Exception {
    admin
        .updateFeatures(
            Map.of(
                "transaction.version",
                new org.apache.kafka.clients.admin.FeatureUpdate(
                    (short) 2, org.apache.kafka.clients.admin.FeatureUpdate.UpgradeType.UPGRADE)),
            new org.apache.kafka.clients.admin.UpdateFeaturesOptions())
        .all()
        .get();
  }

  private static void keepShorter(Admin admin) throws Exception {
    admin
        .incrementalAlterConfigs(
            Map.of(
                new ConfigResource(ConfigResource.Type.TOPIC, "events"),
                List.of(
                    new AlterConfigOp(
                        new ConfigEntry("retention.ms", "60000"), AlterConfigOp.OpType.SET))))
        .all()
        .get();
  }

  @Test
  void failedConnector_isNamedWithItsCause() {
    try (ConnectWorker worker =
        ConnectWorker.start(
            "doctor", broker.bootstrapServers(), 0, directory.resolve("connect"), Map.of())) {
      worker.put(
          "shop-things",
          Map.of(
              "name", "shop-things",
              "connector.class", "dev.tailrace.sink.postgres.PostgresSinkConnector",
              "tasks.max", "1",
              "topics", "things.mutations",
              "registry.schema.registry.url", registry.url(),
              "postgres.url", "jdbc:postgresql://127.0.0.1:1/shop",
              "consumer.override.isolation.level", "read_committed",
              "consumer.override.security.protocol", "SASL_SSL"));
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> {
                CommandRun run = doctor("--connect-url=" + worker.url());
                assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
                assertThat(run.out())
                    .contains("connector shop-things has failed: ", "JAAS configuration")
                    .contains("/connectors/shop-things/restart");
              });
    }
  }

  @Test
  void store_isVerifiedAlone_andItsClockCompared() {
    try (PostgresServer server = PostgresServer.start(directory.resolve("postgres"), 0)) {
      CommandRun empty = doctor("--postgres-url=" + server.jdbcUrl());
      assertThat(empty.exitCode()).isEqualTo(ExitCode.FAILED);
      assertThat(empty.out())
          .contains("problem  postgres    migration V001__things.sql", "->  run: schema apply")
          .contains("ok       clocks      the clock of Postgres is ")
          .doesNotContainPattern("(?m)^\\w+ +(kafka|machine|stack|clickhouse) ");
    }
  }

  @Test
  void whatIsAway_isAProblemWithItsAddress() {
    CommandRun run =
        doctor(
            "--bootstrap-server=127.0.0.1:1",
            "--schema-registry=http://127.0.0.1:2",
            "--connect-url=http://127.0.0.1:3",
            "--clickhouse-url=http://127.0.0.1:4");
    assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(run.out().lines())
        .hasSize(5)
        .anyMatch(line -> line.matches("problem +kafka +127.0.0.1:1 does not answer.*"))
        .anyMatch(line -> line.matches("problem +registry .*127.0.0.1:2.*"))
        .anyMatch(line -> line.matches("problem +connect +http://127.0.0.1:3 does not answer.*"))
        .anyMatch(line -> line.matches("problem +clickhouse .*127.0.0.1:4.*"));
  }
}
