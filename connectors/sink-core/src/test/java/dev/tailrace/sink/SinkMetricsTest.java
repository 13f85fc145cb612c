package dev.tailrace.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.metrics.Metric;
import dev.tailrace.metrics.PartitionProgress;
import dev.tailrace.metrics.SinkMetric;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import javax.management.ObjectName;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/// What others see of a connector's metrics, in JMX.
class SinkMetricsTest {
  private static final TopicPartition PARTITION = new TopicPartition("a.topic", 3);
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
  private static final InstantSource CLOCK = InstantSource.fixed(NOW);

  private final String connector;
  private final SinkMetrics metrics;

  SinkMetricsTest(TestInfo test) {
    connector = test.getDisplayName();
    metrics = SinkMetrics.of(Map.of("name", connector));
  }

  @Test
  void counts_areOfAllTasksOfTheConnector() throws Exception {
    metrics.wrote("a.topic", 5, Duration.ofMillis(30));
    SinkMetrics.of(Map.of("name", connector)).wrote("a.topic", 2, Duration.ofSeconds(100));
    metrics.skipped("a.topic");
    metrics.rejected("a.topic", 4);
    metrics.failed(new Outcome.Transient("down", new IOException("down")));
    ObjectName topic = name(Map.of("topic", "a.topic"));
    assertThat(value(topic, SinkMetric.ROWS)).isEqualTo(7.0);
    assertThat(value(topic, SinkMetric.BATCHES)).isEqualTo(2.0);
    assertThat(value(topic, SinkMetric.SKIPPED_BATCHES)).isEqualTo(1.0);
    assertThat(value(topic, SinkMetric.REJECTED_ROWS)).isEqualTo(4.0);
    assertThat(value(name(Map.of("kind", "transient")), SinkMetric.FAILURES)).isEqualTo(1.0);
    assertThat(value(name(Map.of("kind", "broken")), SinkMetric.FAILURES)).isEqualTo(0.0);
    assertThat((double[]) value(name(Map.of()), SinkMetric.WRITE))
        .as("two in buckets, then their sum")
        .hasSize(14)
        .endsWith(1, 100.03);
  }

  @Test
  void backlog_isThatOfTheTasksThereAre() throws Exception {
    Runnable end = metrics.backlog(() -> 100);
    metrics.backlog(() -> 20);
    assertThat(value(name(Map.of()), SinkMetric.BACKLOG)).isEqualTo(120.0);
    end.run();
    assertThat(value(name(Map.of()), SinkMetric.BACKLOG)).isEqualTo(20.0);
  }

  @Test
  void partition_isThereWhileATaskHasIt() throws Exception {
    PartitionProgress first = metrics.open(PARTITION, CLOCK);
    ObjectName name = name(Map.of("topic", "a.topic", "partition", "3"));
    first.following(0, NOW.toEpochMilli());
    first.delivered(NOW.toEpochMilli() - 5_000, NOW.toEpochMilli(), 0, 9);
    assertThat(value(name, SinkMetric.TIME_LAG)).as("since it was seen idle").isEqualTo(0.0);
    PartitionProgress second = metrics.open(PARTITION, CLOCK);
    second.delivered(NOW.toEpochMilli() - 5_000, NOW.toEpochMilli(), 0, 9);
    metrics.close(PARTITION, first);
    assertThat(value(name, SinkMetric.TIME_LAG)).as("of the new owner").isEqualTo(5.0);
    assertThat(value(name, SinkMetric.FRESHNESS)).as("nothing is stored yet").isNull();
    metrics.close(PARTITION, second);
    assertThat(ManagementFactory.getPlatformMBeanServer().isRegistered(name)).isFalse();
  }

  private static Object value(ObjectName name, Metric metric) throws Exception {
    return ManagementFactory.getPlatformMBeanServer().getAttribute(name, metric.text());
  }

  /// The bean that has these labels, the connector and no others.
  private ObjectName name(Map<String, String> labels) {
    Set<ObjectName> found =
        ManagementFactory.getPlatformMBeanServer().queryNames(SinkBeans.all(), null);
    return found.stream()
        .filter(name -> connector.equals(SinkBeans.label(name, "connector")))
        .filter(name -> SinkBeans.labels(name).size() == labels.size() + 1)
        .filter(
            name ->
                labels.entrySet().stream()
                    .allMatch(
                        label -> label.getValue().equals(SinkBeans.label(name, label.getKey()))))
        .findFirst()
        .orElseThrow();
  }
}
