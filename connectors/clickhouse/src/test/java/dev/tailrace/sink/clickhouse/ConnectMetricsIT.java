package dev.tailrace.sink.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.exposition.Scrape;
import dev.tailrace.metrics.Metric;
import dev.tailrace.metrics.MetricSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a worker exposes of its sink is the documented list, and its numbers are what was stored.
class ConnectMetricsIT {
  private static final String COUNTED = "counted";
  private static final int ALL_BATCHES = EventPipeline.PARTITIONS * EventPipeline.BATCHES;

  @TempDir Path directory;

  /// One task, so that no batch moves on its way and all counts are exact.
  @Test
  void metrics_areWhatWasStoredAndWhatIsWrong() throws Exception {
    try (ConnectStack stack = ConnectStack.start(directory)) {
      EventPipeline pipeline = EventPipeline.on(stack);
      pipeline.publish();
      Map<String, String> settings = pipeline.settings(COUNTED);
      settings.put("tasks.max", "1");
      try (ConnectWorker connect = stack.worker()) {
        connect.put(COUNTED, settings);
        pipeline.awaitAllCommitted(COUNTED, connect);
        assertMetrics(connect, 0);
        assertThat(Scrape.get(connect.url(), "/health/ready").body()).isEqualTo("{\"ready\":true}");
      }
      stack.forget(COUNTED);
      try (ConnectWorker connect = stack.worker()) {
        connect.put(COUNTED, settings);
        pipeline.awaitAllCommitted(COUNTED, connect);
        // A batch that cannot be whole, for its poison row, is skipped as well.
        assertMetrics(connect, ALL_BATCHES);
        pipeline.publish();
        assertBroken(connect);
      }
    }
  }

  /// Markers of transactions and aborted records lie behind the last seal, and nothing lags.
  private static void assertMetrics(ConnectWorker connect, int skipped) throws Exception {
    Scrape scrape = connect.awaitNoLag();
    assertThat(scrape.names())
        .containsExactlyInAnyOrderElementsOf(
            Metric.of(MetricSource.SINKS).stream().map(Metric::text).toList());
    String labels = "{connector=\"" + COUNTED + "\",topic=\"events\"}";
    assertThat(scrape.value("tailrace_sink_rows_total" + labels)).isEqualTo(EventPipeline.EVENTS);
    assertThat(scrape.value("tailrace_sink_batches_total" + labels)).isEqualTo(ALL_BATCHES);
    assertThat(scrape.value("tailrace_sink_skipped_batches_total" + labels)).isEqualTo(skipped);
    assertThat(scrape.value("tailrace_sink_rejected_rows_total" + labels))
        .isEqualTo(skipped == 0 ? 1 : 2);
    assertThat(counted(scrape, "tailrace_sink_failures_total")).isZero();
    assertThat(scrape.sum("tailrace_sink_freshness_seconds")).isZero();
    assertThat(scrape.sum("tailrace_sink_backlog_bytes")).isZero();
    assertThat(counted(scrape, "tailrace_sink_write_seconds_count")).isEqualTo(ALL_BATCHES);
    assertThat(scrape.value("tailrace_sink_tasks{connector=\"" + COUNTED + "\",state=\"running\"}"))
        .isEqualTo(1);
    assertThat(scrape.samples().keySet())
        .filteredOn(series -> series.startsWith("tailrace_sink_time_lag_seconds"))
        .hasSize(EventPipeline.PARTITIONS);
    assertThat(Scrape.get(connect.url(), "/health/live").statusCode()).isEqualTo(200);
  }

  /// A counter's sum over the series of this connector: what others counted outlives them in the
  /// process of the tests.
  private static double counted(Scrape scrape, String name) {
    return scrape.samples().entrySet().stream()
        .filter(sample -> sample.getKey().startsWith(name + "{connector=\"" + COUNTED + "\""))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }

  /// The same batches once more: their ids fall, which stops the sink.
  private static void assertBroken(ConnectWorker connect) throws Exception {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> Scrape.get(connect.url(), "/health/ready").statusCode() == 503);
    assertThat(Scrape.get(connect.url(), "/health/ready").body())
        .contains("of connector " + COUNTED + " is FAILED");
    assertThat(Scrape.get(connect.url(), "/health/live").statusCode()).isEqualTo(200);
    Scrape scrape = Scrape.of(connect.url());
    assertThat(
            scrape.value(
                "tailrace_sink_failures_total{connector=\"" + COUNTED + "\",kind=\"broken\"}"))
        .isPositive();
    assertThat(scrape.value("tailrace_sink_tasks{connector=\"" + COUNTED + "\",state=\"failed\"}"))
        .isPositive();
  }
}
