package dev.tailrace.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tailrace.serde.AvroSerializer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// When the dead letters pass their budget, and when nothing may become one.
class DeadLetterBudgetIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Map<String, String> FIVE =
      Map.of("tailrace.dead-letter.max-consecutive", "5");

  @TempDir private Path directory;
  private Cluster cluster;

  @BeforeEach
  void start() throws Exception {
    cluster = Cluster.start(directory);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void pastTheBudget_theApplicationStopsAndLosesNothing() {
    try (TailraceApplication application = cluster.startTopology(FIVE)) {
      cluster.publishRecords(garbage(9));
      awaitFailed(application);
      assertThat(application.failure().orElseThrow())
          .contains("6 records in a row were refused")
          .contains("tailrace.dead-letter.max-consecutive is 5")
          .contains("mend the producer or the parser, or raise");
    }
    assertThat(cluster.committed("tail.dead-letter")).hasSizeLessThanOrEqualTo(5);

    try (TailraceApplication again = TailraceApplication.start(cluster.config(FIVE))) {
      awaitFailed(again);
    }
    assertThat(cluster.committed("tail.dead-letter"))
        .as("a restart grants no fresh budget")
        .hasSizeLessThanOrEqualTo(5);

    try (TailraceApplication raised = cluster.startTopology()) {
      cluster.awaitProcessed();
      assertThat(cluster.committed("tail.dead-letter")).hasSize(9);
      assertThat(raised.counts().refusedRecords()).isEqualTo(9);
    }
  }

  @Test
  void registryOutOfReach_delaysAndRefusesNothing() throws Exception {
    byte[] json = Samples.lines("tail-events-prodlike.jsonl").getFirst();
    byte[] typed;
    try (AvroSerializer serializer = cluster.serializer()) {
      typed = serializer.serialize("tail.raw", TypedEvent.of(Samples.parse(json)));
    }
    try (TailraceApplication application = cluster.startTopology()) {
      cluster.publish(List.of(json));
      cluster.awaitProcessed();
      cluster.stopRegistry();
      cluster.publish(List.of(typed));
      await()
          .during(Duration.ofSeconds(2))
          .atMost(PATIENCE)
          .until(() -> cluster.committedRows() == 1);
      cluster.restartRegistry();
      cluster.awaitProcessed();
      assertThat(cluster.committedRows()).isEqualTo(2);
      assertThat(application.counts().refusedRecords()).isZero();
    }
  }

  private static void awaitFailed(TailraceApplication application) {
    await().atMost(PATIENCE).until(() -> application.state() == TailraceApplication.State.FAILED);
  }

  private static List<ProducerRecord<byte[], byte[]>> garbage(int records) {
    return Collections.nCopies(
        records, new ProducerRecord<>("tail.raw", 0, null, "no json".getBytes(UTF_8)));
  }
}
