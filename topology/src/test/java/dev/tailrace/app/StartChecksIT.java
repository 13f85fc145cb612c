package dev.tailrace.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.engines.KafkaBroker;
import dev.tailrace.topology.UnfitTopicsException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a start refuses, before the first record is read.
class StartChecksIT {
  private static final Map<String, String> SMALL = Map.of("max.message.bytes", "1048588");

  @TempDir private static Path directory;
  private static Cluster cluster;

  @BeforeAll
  static void start() throws Exception {
    cluster = Cluster.start(directory);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void brokerBelowTransactionVersion2_isRefusedWithTheRemedy() {
    KafkaBroker.Settings old =
        KafkaBroker.Settings.of(directory.resolve("old"))
            .withFeatureLevels(Map.of("transaction.version", (short) 1));
    try (KafkaBroker broker = KafkaBroker.start(old)) {
      TailraceConfig config =
          cluster.config(Map.of("tailrace.kafka.bootstrap.servers", broker.bootstrapServers()));
      assertThatThrownBy(() -> TailraceApplication.start(config))
          .isInstanceOf(UnfitBrokerException.class)
          .hasMessageContaining("transaction.version is 1")
          .hasMessageContaining("upgrade --feature transaction.version=2");
    }
  }

  @Test
  void wrongTopics_areAllNamedAndNothingIsCreated() throws Exception {
    cluster
        .admin()
        .createTopics(
            List.of(
                new NewTopic("check.raw", 3, (short) 1).configs(SMALL),
                new NewTopic("check.events", 2, (short) 1).configs(SMALL)))
        .all()
        .get();
    TailraceConfig config =
        cluster.config(
            Map.of(
                "tailrace.topics.mode", "check",
                "tailrace.topics.raw", "check.raw",
                "tailrace.topics.events", "check.events",
                "tailrace.topics.mutations", "check.mutations",
                "tailrace.topics.dead-letters", "check.dead"));
    assertThatThrownBy(() -> TailraceApplication.start(config))
        .isInstanceOf(UnfitTopicsException.class)
        .hasMessageContaining("topic check.mutations is missing")
        .hasMessageContaining("topic check.dead is missing")
        .hasMessageContaining("check.events has 2 partitions, topic check.raw has 3")
        .hasMessageContaining("topic check.raw takes records up to 1048588 bytes")
        .hasMessageContaining("topic check.events takes records up to 1048588 bytes");
    assertThat(topics(cluster.admin())).doesNotContain("check.mutations", "check.dead");
  }

  @Test
  void unknownSerde_isRefusedByName() {
    TailraceConfig config =
        cluster.config(Map.of("tailrace.serde.serializer.class", "com.example.NoSuchSerializer"));
    assertThatThrownBy(() -> TailraceApplication.start(config))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("com.example.NoSuchSerializer, which is not on the class path");
  }

  private static Set<String> topics(Admin admin) throws Exception {
    return admin.listTopics().names().get();
  }
}
