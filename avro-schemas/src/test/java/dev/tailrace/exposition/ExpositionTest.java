package dev.tailrace.exposition;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.metrics.Histogram;
import dev.tailrace.metrics.Metric;
import dev.tailrace.metrics.MetricKind;
import dev.tailrace.metrics.MetricSource;
import dev.tailrace.metrics.ProcessMetric;
import dev.tailrace.metrics.TopologyMetric;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExpositionTest {
  @ParameterizedTest
  @EnumSource
  void everyMetricOfTheProcess_isThereAndNoOther(MetricSource process) {
    Exposition exposition = new Exposition(process, "1.2.3", readings -> fill(process, readings));
    assertThat(names(text(exposition)))
        .containsExactlyInAnyOrderElementsOf(
            Metric.of(process).stream().map(Metric::text).toList());
  }

  @Test
  void values_addUpAndBucketsAreCumulative() {
    Histogram histogram = new Histogram(TopologyMetric.WINDOW_LATENESS);
    histogram.observe(60);
    histogram.observe(61);
    histogram.observe(1_000_000);
    Exposition exposition =
        new Exposition(
            MetricSource.TOPOLOGY,
            "1.2.3",
            readings -> {
              readings.add(TopologyMetric.EVENTS_IN, 2, "0");
              readings.add(TopologyMetric.EVENTS_IN, 3, "0");
              readings.add(TopologyMetric.EVENTS_IN, 1, "1");
              readings.add(TopologyMetric.WINDOW_LATENESS, histogram.counts(), histogram.sum());
            });
    assertThat(text(exposition).lines())
        .contains(
            "# TYPE tailrace_events_in_total counter",
            "tailrace_events_in_total{partition=\"0\"} 5.0",
            "tailrace_events_in_total{partition=\"1\"} 1.0",
            "# TYPE tailrace_window_lateness_seconds histogram",
            "tailrace_window_lateness_seconds_bucket{le=\"60.0\"} 1",
            "tailrace_window_lateness_seconds_bucket{le=\"300.0\"} 2",
            "tailrace_window_lateness_seconds_bucket{le=\"+Inf\"} 3",
            "tailrace_window_lateness_seconds_count 3",
            "tailrace_window_lateness_seconds_sum 1000121.0");
  }

  @Test
  void wrongLabels_areADefect() {
    Exposition exposition =
        new Exposition(
            MetricSource.TOPOLOGY, "1.2.3", readings -> readings.add(TopologyMetric.EVENTS_IN, 2));
    assertThatThrownBy(() -> exposition.page(null)).hasMessageContaining("[partition]");
  }

  private static void fill(MetricSource process, Readings readings) {
    for (Metric metric : Metric.of(process)) {
      String[] labels = metric.labels().toArray(String[]::new);
      if (metric.kind() == MetricKind.HISTOGRAM) {
        readings.add(metric, new Histogram(metric).counts(), 0, labels);
      } else if (metric.text().startsWith("tailrace_") && metric != ProcessMetric.BUILD_INFO) {
        readings.add(metric, 1, labels);
      }
    }
  }

  private static String text(Exposition exposition) {
    return new String(exposition.page(null).body(), UTF_8);
  }

  private static List<String> names(String text) {
    return text.lines()
        .filter(line -> line.startsWith("# TYPE "))
        .map(line -> line.split(" ", -1)[2])
        .toList();
  }
}
