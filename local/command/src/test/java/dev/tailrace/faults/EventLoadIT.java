package dev.tailrace.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tailrace.engines.KafkaBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventLoadIT {
  @TempDir Path folder;

  @Test
  void brokerGoesAway_whatWasAcknowledgedIsThereOnce() throws Exception {
    KafkaBroker broker = KafkaBroker.start(folder, 0, Map.of());
    String address = broker.bootstrapServers();
    int port = Integer.parseInt(address.substring(address.indexOf(':') + 1));
    try {
      createTopic(address);
      try (EventLoad load = EventLoad.start(address, 7, 2_000)) {
        await().until(() -> load.published() > 1_000);
        broker.close();
        await().until(() -> load.underWay() > 0);
        broker = KafkaBroker.start(folder, port, Map.of());
        long before = load.published();
        await().atMost(Duration.ofSeconds(30)).until(() -> load.published() > before + 2_000);

        load.pause();
        await().until(() -> load.underWay() == 0);

        assertThat(onTopic(address)).isEqualTo(load.published());
        assertThat(load.failure()).isEmpty();
      }
    } finally {
      broker.close();
    }
  }

  private static void createTopic(String address) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", address))) {
      var _ =
          admin
              .createTopics(List.of(new NewTopic("tail.raw", Optional.of(1), Optional.empty())))
              .all()
              .get();
    }
  }

  private static long onTopic(String address) throws Exception {
    TopicPartition partition = new TopicPartition("tail.raw", 0);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", address))) {
      return admin
          .listOffsets(Map.of(partition, OffsetSpec.latest()))
          .partitionResult(partition)
          .get()
          .offset();
    }
  }
}
