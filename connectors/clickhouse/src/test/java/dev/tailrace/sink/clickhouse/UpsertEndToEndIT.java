package dev.tailrace.sink.clickhouse;

import static dev.tailrace.sink.clickhouse.PublishedWindows.HOURS;
import static dev.tailrace.sink.clickhouse.PublishedWindows.SCRIPTS;
import static dev.tailrace.sink.clickhouse.PublishedWindows.TRENDS;
import static dev.tailrace.sink.clickhouse.PublishedWindows.VERSIONS;
import static dev.tailrace.sink.clickhouse.PublishedWindows.hour;
import static dev.tailrace.sink.clickhouse.PublishedWindows.trend;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.exposition.Scrape;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kafka, the registry, a Connect worker and ClickHouse, all real: windows that rise from version
/// to version, one of them taken back; then the connector anew, and everything from offset zero.
class UpsertEndToEndIT {
  private static final String CONNECTOR = "windows-to-clickhouse";
  private static final String DEAD_LETTERS = "windows.unreadable";
  private static final int PARTITIONS = 2;

  /// The tables of the records' own fields, in the types of the store.
  private static final List<String> DDL =
      List.of(
          """
          CREATE TABLE service_metrics_hourly
          (
            script_name LowCardinality(String), dispatch_namespace LowCardinality(String),
            hour DateTime64(0, 'UTC'), pane DateTime64(3, 'UTC'), version UInt64,
            total_requests UInt64, p95_cpu_time Float64, incomplete Bool,
            cpu_time_bins Array(Int32), cpu_time_counts Array(UInt64)
          )
          ENGINE = ReplacingMergeTree(version) PARTITION BY toYYYYMM(hour)
          ORDER BY (script_name, dispatch_namespace, hour, pane)
          """,
          """
          CREATE TABLE error_trends_5min
          (
            script_name LowCardinality(String), error_type LowCardinality(String),
            bucket DateTime64(0, 'UTC'), pane DateTime64(3, 'UTC'), version UInt64,
            error_count UInt64, sketch_size UInt32, message_hashes Array(UInt64)
          )
          ENGINE = ReplacingMergeTree(version) PARTITION BY toYYYYMM(bucket)
          ORDER BY (script_name, error_type, bucket, pane)
          """);

  @TempDir Path directory;

  @Test
  void newestStates_areStored_alsoWhenReplayedFromTheStart() throws Exception {
    try (ConnectStack stack = ConnectStack.start(directory);
        PublishedWindows windows = new PublishedWindows(stack)) {
      LocalClickHouse clickHouse = stack.clickHouse();
      DDL.forEach(clickHouse::query);
      stack.createTopics(
          new NewTopic(HOURS, PARTITIONS, (short) 1),
          new NewTopic(TRENDS, PARTITIONS, (short) 1),
          new NewTopic(DEAD_LETTERS, 1, (short) 1));
      windows.publishAll();
      Map<String, String> settings = settings(stack);

      try (ConnectWorker connect = stack.worker()) {
        connect.put(CONNECTOR, settings);
        awaitNewestStates(clickHouse, connect);
        assertThat(clickHouse.query("SELECT uniq(toYYYYMM(hour)) FROM service_metrics_hourly"))
            .isEqualTo(Integer.toString(SCRIPTS));

        // One more, and nothing after it.
        windows.publish(hour(0, VERSIONS + 1));
        Awaitility.await()
            .atMost(Duration.ofSeconds(30))
            .untilAsserted(
                () ->
                    assertThat(
                            clickHouse.query(
                                "SELECT max(total_requests) FROM service_metrics_hourly"))
                        .isEqualTo(Integer.toString(VERSIONS + 1)));
        assertNothingLags(connect);
      }
      windows.publish(hour(0, VERSIONS + 2));
      windows.publishUnreadable();
      windows.publish(trend(SCRIPTS, 1));
      stack.forget(CONNECTOR);

      try (ConnectWorker connect = stack.worker()) {
        connect.put(CONNECTOR, settings);
        Awaitility.await()
            .atMost(Duration.ofSeconds(60))
            .untilAsserted(
                () -> {
                  assertThat(connect.tasks(CONNECTOR)).doesNotContain("FAILED");
                  assertThat(hours(clickHouse)).isEqualTo(expected(SCRIPTS, 2));
                  assertThat(trends(clickHouse)).isEqualTo(expected(SCRIPTS + 1, 1 - VERSIONS));
                  assertThat(committed(stack.admin())).isEqualTo(windows.ends());
                });
        assertThat(deadLetters(stack.admin())).isEqualTo(1);
        assertThat(
                clickHouse.query(
                    """
                    SELECT p95_cpu_time, incomplete, cpu_time_bins, cpu_time_counts, hour
                    FROM service_metrics_hourly FINAL WHERE script_name = 'script-3'
                    """))
            .isEqualTo("3.5\ttrue\t[-1,3]\t[1,25]\t2020-04-01 05:00:00");
      }
    }
  }

  private static void assertNothingLags(ConnectWorker connect) throws Exception {
    Scrape scrape = connect.awaitNoLag();
    for (String topic : List.of(HOURS, TRENDS)) {
      String labels = "{connector=\"" + CONNECTOR + "\",topic=\"" + topic + "\"}";
      assertThat(scrape.value("tailrace_sink_rows_total" + labels)).isPositive();
      assertThat(scrape.value("tailrace_sink_batches_total" + labels)).isPositive();
    }
    // Not all partitions have one: a task that takes a partition over has stored nothing of it yet.
    assertThat(scrape.samples().entrySet())
        .filteredOn(sample -> sample.getKey().startsWith("tailrace_sink_freshness_seconds"))
        .isNotEmpty()
        .allSatisfy(sample -> assertThat(sample.getValue()).isZero());
  }

  private static void awaitNewestStates(LocalClickHouse clickHouse, ConnectWorker connect) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              assertThat(connect.tasks(CONNECTOR)).doesNotContain("FAILED");
              assertThat(hours(clickHouse)).isEqualTo(expected(SCRIPTS, 0));
              assertThat(trends(clickHouse)).isEqualTo(expected(SCRIPTS, 0));
            });
  }

  /// Rows and the sum of their counts, each of which is its version; `more` came on top.
  private static String expected(int rows, int more) {
    return rows + "\t" + (rows * VERSIONS + more);
  }

  private static String hours(LocalClickHouse clickHouse) {
    return clickHouse.query(
        "SELECT count(), sum(total_requests) FROM service_metrics_hourly FINAL");
  }

  private static String trends(LocalClickHouse clickHouse) {
    return clickHouse.query("SELECT count(), sum(error_count) FROM error_trends_5min FINAL");
  }

  private static Map<TopicPartition, Long> committed(Admin admin) throws Exception {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    admin
        .listConsumerGroupOffsets("connect-" + CONNECTOR)
        .partitionsToOffsetAndMetadata()
        .get()
        .forEach((partition, offset) -> offsets.put(partition, offset.offset()));
    return offsets;
  }

  private static long deadLetters(Admin admin) throws Exception {
    TopicPartition partition = new TopicPartition(DEAD_LETTERS, 0);
    return admin
        .listOffsets(Map.of(partition, OffsetSpec.latest()))
        .partitionResult(partition)
        .get()
        .offset();
  }

  private static Map<String, String> settings(ConnectStack stack) {
    Map<String, String> settings =
        stack.settings(
            CONNECTOR, ClickHouseUpsertSinkConnector.class, HOURS + "," + TRENDS, DEAD_LETTERS);
    settings.put(
        ClickHouseConfig.TABLES,
        HOURS + "=service_metrics_hourly," + TRENDS + "=error_trends_5min");
    return settings;
  }
}
