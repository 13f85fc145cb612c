package dev.tailrace.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The page about the metrics is made from their list.
class MetricsPageTest {
  private static final Path PAGE =
      Path.of(System.getProperty("tailrace.samples")).resolveSibling("docs/metrics.md");
  private static final Pattern NAME = Pattern.compile("[a-z]+(_[a-z]+)+");

  @Test
  void page_isThatOfTheList() throws IOException {
    String page = page();
    if (System.getProperty("golden.update") != null) {
      Files.writeString(PAGE, page);
    }
    assertThat(Files.exists(PAGE) ? Files.readString(PAGE) : "")
        .as("%s, rewritten by -Dgolden.update", PAGE)
        .isEqualTo(page);
  }

  @ParameterizedTest
  @MethodSource("dev.tailrace.metrics.Metric#all")
  void name_followsTheConventionsOfPrometheus(Metric metric) {
    assertThat(metric.text()).matches(NAME);
    assertThat(metric.labels()).allMatch(label -> label.matches("[a-z]+")).doesNotHaveDuplicates();
    String base = metric.text().replaceFirst("_total$", "");
    assertThat(metric.text().endsWith("_total")).isEqualTo(metric.kind() == MetricKind.COUNTER);
    switch (metric.unit()) {
      case SECONDS -> assertThat(base).endsWith("_seconds");
      case BYTES -> assertThat(base).endsWith("_bytes");
      case RATIO -> assertThat(base).endsWith("_ratio");
      case COUNT -> assertThat(base).doesNotContainPattern("_(seconds|bytes|ratio)$");
    }
    assertThat(metric.help()).endsWith(".").doesNotContain("|");
    assertThat(metric.watch()).endsWith(".").doesNotContain("|");
  }

  @Test
  void names_areUnique() {
    assertThat(Metric.all()).extracting(Metric::text).doesNotHaveDuplicates();
  }

  private static String page() {
    return """
    # Metrics

    Everything Tailrace's processes tell about themselves in numbers, in Prometheus's format. The list is
    closed: a test compares what a running process exposes with it, and alerts and dashboards refer to
    nothing else. [configuration](configuration.md) says how to set where the topology listens,
    [sinks](sinks.md) how a Connect worker serves its own.

    | process | where | what |
    |---|---|---|
    | topology | `http://HOST:8080/metrics` | the first and the last table |
    | Connect worker with sinks | `http://WORKER:8083/metrics` | the second and the last table |

    Both also answer `/health/live` and `/health/ready`.

    Counters begin at 0 with the process and count work done: what is done again after a crash is counted
    again. What is stored is counted by `tailrace audit`, exactly. Counters by a closed label (reason, kind,
    cause, state) show all its values from the start.

    ## Two ways to say how far behind

    Both are per partition and in seconds, and both are 0 when nothing waits:

    - **time lag**: how long the oldest waiting record has been waiting. Alert on it and scale by it.
    - **freshness**: how old the newest record is that is through, while another one waits. It says what
      a reader misses.

    The offset lag that Kafka's tools show is no measure here: markers of transactions take offsets that
    no record has, so it stays above 0 when everything is done
    ([KEDA 5675](https://github.com/kedacore/keda/issues/5675)). "Nothing waits" is therefore taken from the
    consumer's own position, which goes past the markers.

    ## The topology

    %s
    ## Sinks

    %s
    ## Both

    Names and meanings are those of Prometheus's Java client, except for the first.

    %s\
    """
        .formatted(
            table(TopologyMetric.values()),
            table(SinkMetric.values()),
            table(ProcessMetric.values()));
  }

  private static String table(Metric... metrics) {
    StringBuilder table =
        new StringBuilder("| metric | kind | means | look for |\n|---|---|---|---|\n");
    for (Metric metric : metrics) {
      table.append(
          "| `%s` | %s | %s | %s |%n"
              .formatted(
                  series(metric),
                  metric.kind().name().toLowerCase(Locale.ROOT),
                  metric.help(),
                  metric.watch()));
    }
    return table.toString();
  }

  private static String series(Metric metric) {
    return metric.labels().isEmpty()
        ? metric.text()
        : metric.labels().stream().collect(Collectors.joining(", ", metric.text() + "{", "}"));
  }
}
