package dev.tailrace.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaBrokerIT {
  @TempDir Path directory;

  @Test
  void restart_keepsRecordsAndMayChangeThePort() throws Exception {
    try (KafkaBroker broker = KafkaBroker.start(directory, 0, Map.of())) {
      Topics.create(broker, new NewTopic("kept", 1, (short) 1));
      Topics.send(broker, "kept", "one", "two");
    }
    try (KafkaBroker broker = KafkaBroker.start(directory, 0, Map.of())) {
      assertThat(Topics.read(broker, "kept", 2)).containsExactly("one", "two");
    }
  }

  @Test
  void newDirectory_hasTransactionVersion2() throws Exception {
    try (KafkaBroker broker = KafkaBroker.start(directory, 0, Map.of())) {
      assertThat(transactionVersion(broker)).isEqualTo((short) 2);
    }
  }

  @Test
  void featureLevel_canBeLowered() throws Exception {
    var settings = KafkaBroker.Settings.of(directory);
    try (KafkaBroker broker =
        KafkaBroker.start(settings.withFeatureLevels(Map.of("transaction.version", (short) 1)))) {
      assertThat(transactionVersion(broker)).isEqualTo((short) 1);
    }
  }

  private static short transactionVersion(KafkaBroker broker) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      return admin
          .describeFeatures()
          .featureMetadata()
          .get()
          .finalizedFeatures()
          .get("transaction.version")
          .maxVersionLevel();
    }
  }

  @Test
  void recordOf32Megabytes_isTaken() throws Exception {
    try (KafkaBroker broker = KafkaBroker.start(directory, 0, Map.of())) {
      Topics.create(broker, new NewTopic("large", 1, (short) 1));
      Topics.send(broker, "large", "x".repeat(32 * 1024 * 1024));
      assertThat(Topics.read(broker, "large", 1).getFirst()).hasSize(32 * 1024 * 1024);
    }
  }

  @Test
  void takenPort_isNamedAndNothingIsWritten() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      int port = other.getLocalPort();
      assertThatThrownBy(() -> KafkaBroker.start(directory, port, Map.of()))
          .isInstanceOfSatisfying(
              PortTakenException.class, e -> assertThat(e.port()).isEqualTo(port))
          .hasMessageContaining("port " + port)
          .hasMessageContaining("choose another port");
      assertThat(directory).isEmptyDirectory();
    }
  }

  @Test
  void secondBrokerOnTheDirectory_isRefusedAndTheFirstGoesOn() throws Exception {
    try (KafkaBroker first = KafkaBroker.start(directory, 0, Map.of())) {
      assertThatThrownBy(() -> KafkaBroker.start(directory, 0, Map.of()))
          .isInstanceOf(DirectoryInUseException.class)
          .hasMessageContaining(directory.toString());
      Topics.create(first, new NewTopic("after", 1, (short) 1));
    }
  }

  @Test
  void directoryThatLostMetaProperties_isNotFormattedAgain() throws Exception {
    try (KafkaBroker broker = KafkaBroker.start(directory, 0, Map.of())) {
      Topics.create(broker, new NewTopic("precious", 1, (short) 1));
    }
    Files.delete(directory.resolve("data/meta.properties"));
    assertThatThrownBy(() -> KafkaBroker.start(directory, 0, Map.of()))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("meta.properties");
    assertThat(directory.resolve("data/precious-0")).exists();
  }

  @Test
  void unknownTopic_isNotCreatedByUse() throws Exception {
    try (KafkaBroker broker = KafkaBroker.start(directory, 0, Map.of());
        Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
        KafkaProducer<String, String> producer =
            Topics.producer(broker.bootstrapServers(), Map.of("max.block.ms", 1_000))) {
      assertThatThrownBy(() -> producer.partitionsFor("unknown"))
          .isInstanceOf(TimeoutException.class);
      assertThat(admin.listTopics().names().get()).isEmpty();
    }
  }

  @Test
  void lostDisk_isReportedAndThisJvmLivesOn() throws Exception {
    KafkaBroker broker = KafkaBroker.start(directory, 0, Map.of());
    assertThat(broker.failure()).isNotDone();
    Files.move(directory.resolve("data"), directory.resolve("lost"));
    Files.writeString(directory.resolve("data"), "no directory any more");
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      var creation = admin.createTopics(List.of(new NewTopic("new", 1, (short) 1)));
      assertThat(creation.values()).containsKey("new");
      await().atMost(Duration.ofSeconds(60)).until(broker.failure()::isDone);
    }
    assertThat(broker.failure().get()).contains("Kafka gave up");
    Files.delete(directory.resolve("data"));
    Files.move(directory.resolve("lost"), directory.resolve("data"));
    broker.close();
    KafkaBroker.start(directory, 0, Map.of()).close();
  }
}
