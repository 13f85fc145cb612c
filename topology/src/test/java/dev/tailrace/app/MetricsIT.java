package dev.tailrace.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tailrace.exposition.Scrape;
import dev.tailrace.metrics.Metric;
import dev.tailrace.metrics.MetricSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a running topology exposes is the documented list, and its numbers are what was published.
class MetricsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int GOOD = 900;

  @TempDir private static Path directory;
  private static Cluster cluster;
  private static TailraceApplication application;
  private static Scrape scrape;

  @BeforeAll
  static void process() throws Exception {
    cluster = Cluster.start(directory);
    application = cluster.startTopology();
    List<byte[]> records =
        new ArrayList<>(Samples.lines("tail-events-prodlike.jsonl").subList(0, GOOD));
    records.addAll(Collections.nCopies(3, "no json".getBytes(UTF_8)));
    records.addAll(Arrays.asList(null, null));
    records.add("{}".getBytes(UTF_8));
    records.addAll(Collections.nCopies(4, notice("overload")));
    records.add(notice("something new"));
    cluster.publish(records);
    cluster.awaitProcessed();
    // The last batches are sealed, and a commit later than the last seal was told.
    await().atMost(PATIENCE).until(() -> sum("tailrace_batches_total") == batches());
    await().atMost(PATIENCE).until(() -> sum("tailrace_time_lag_seconds") == 0);
    scrape = Scrape.of(Cluster.url(application));
  }

  @AfterAll
  static void stop() {
    application.close();
    cluster.close();
  }

  @Test
  void names_areThoseOfTheList() {
    assertThat(scrape.names())
        .containsExactlyInAnyOrderElementsOf(
            Metric.of(MetricSource.TOPOLOGY).stream().map(Metric::text).toList());
  }

  @Test
  void counts_areWhatWasPublished() {
    assertThat(scrape.sum("tailrace_events_in_total")).isEqualTo(GOOD + 3 + 2 + 1 + 4 + 1);
    assertThat(scrape.value("tailrace_dead_letters_total{reason=\"not-json\"}")).isEqualTo(3);
    assertThat(scrape.value("tailrace_dead_letters_total{reason=\"empty-value\"}")).isEqualTo(2);
    assertThat(scrape.value("tailrace_dead_letters_total{reason=\"unknown-form\"}")).isEqualTo(1);
    assertThat(scrape.value("tailrace_dead_letters_total{reason=\"too-deep\"}")).isZero();
    assertThat(scrape.value("tailrace_telemetry_loss_total{kind=\"overload\"}")).isEqualTo(4);
    assertThat(scrape.value("tailrace_telemetry_loss_total{kind=\"overload-stop\"}")).isZero();
    assertThat(scrape.value("tailrace_telemetry_loss_total{kind=\"other-notice\"}")).isEqualTo(1);
    double truncated =
        (double) cluster.events().stream().filter(event -> event.getTruncated()).count();
    assertThat(scrape.value("tailrace_telemetry_loss_total{kind=\"truncated\"}"))
        .isEqualTo(truncated);
  }

  @Test
  void whatWentOut_isWhatLiesInTheTopics() {
    assertThat(out("events")).isEqualTo((double) cluster.committedRows());
    assertThat(out("tail.dead-letter")).isEqualTo(cluster.committed("tail.dead-letter").size());
    assertThat(out("things.mutations")).isEqualTo(cluster.committed("things.mutations").size());
    assertThat(out("partials")).isEqualTo(cluster.committed("partials").size()).isPositive();
    assertThat(scrape.sum("tailrace_dead_letters_total")).isEqualTo(out("tail.dead-letter"));
  }

  @Test
  void onceEverythingIsThrough_nothingLagsOrIsStale() {
    for (int partition = 0; partition < Cluster.PARTITIONS; partition++) {
      String label = "{partition=\"" + partition + "\"}";
      assertThat(scrape.value("tailrace_time_lag_seconds" + label)).isZero();
      assertThat(scrape.value("tailrace_freshness_seconds" + label)).isZero();
    }
    assertThat(scrape.value("tailrace_poll_age_seconds")).isLessThan(10);
  }

  @Test
  void state_isThereAndRunning() {
    assertThat(scrape.value("tailrace_state{state=\"running\"}")).isEqualTo(1);
    assertThat(scrape.sum("tailrace_state")).isEqualTo(1);
    assertThat(scrape.value("tailrace_restored_ratio")).isEqualTo(1);
    assertThat(scrape.value("tailrace_rebalances_total")).isPositive();
    assertThat(scrape.value("tailrace_thread_failures_total")).isZero();
    assertThat(scrape.value("tailrace_state_entries{store=\"batches\"}"))
        .isEqualTo(Cluster.PARTITIONS);
    assertThat(scrape.value("tailrace_state_entries{store=\"window-panes\"}")).isPositive();
    assertThat(scrape.value("tailrace_state_bytes{store=\"window-panes\"}")).isPositive();
    assertThat(scrape.value("tailrace_rocksdb_memory_bytes{kind=\"cache\"}")).isPositive();
    assertThat(scrape.value("tailrace_rocksdb_memory_bytes{kind=\"memtables\"}")).isPositive();
  }

  @Test
  void otherPathsAndMethods_areRefused() throws Exception {
    assertThat(Scrape.get(Cluster.url(application), "/metricsx").statusCode()).isEqualTo(404);
    assertThat(Scrape.get(Cluster.url(application), "/").statusCode()).isEqualTo(404);
  }

  private static double batches() {
    return (double)
        cluster.runs().stream()
            .filter(run -> run.rows() > 0)
            .map(run -> run.partition() + run.batchId())
            .distinct()
            .count();
  }

  private static double out(String topic) {
    return scrape.value("tailrace_events_out_total{topic=\"" + topic + "\"}");
  }

  private static double sum(String name) throws Exception {
    return Scrape.of(Cluster.url(application)).sum(name);
  }

  private static byte[] notice(String type) {
    return ("{\"type\":\"" + type + "\",\"message\":\"m\"}").getBytes(UTF_8);
  }
}
