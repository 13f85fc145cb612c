package dev.tailrace.deploy;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tailrace.metrics.Metric;
import dev.tailrace.metrics.MetricKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Alerts, dashboard and scaling ask for metrics that exist, in expressions that Prometheus reads.
class MonitoringTest {
  private static final Path ALERTS = Repository.DEPLOY.resolve("alerts");
  private static final Path RULES = ALERTS.resolve("tailrace.rules.yml");
  private static final Path RESOURCE = ALERTS.resolve("prometheusrule.yaml");
  static final Path DASHBOARD =
      Repository.DEPLOY.resolve("docker/grafana/dashboards/tailrace.json");

  /// What Prometheus has for each metric of the list.
  private static Set<String> series() {
    Set<String> names = new TreeSet<>();
    for (Metric metric : Metric.all()) {
      boolean isHistogram = metric.kind() == MetricKind.HISTOGRAM;
      if (isHistogram || metric.kind() == MetricKind.SUMMARY) {
        names.addAll(List.of(metric.text() + "_count", metric.text() + "_sum"));
      } else {
        names.add(metric.text());
      }
      if (isHistogram) {
        names.add(metric.text() + "_bucket");
      }
    }
    return names;
  }

  private static void assertThatTheyAreGood(List<String> expressions) {
    JsonNode answers = NodeChecks.promql(expressions);
    Set<String> known = series();
    assertThat(expressions).isNotEmpty();
    for (int i = 0; i < expressions.size(); i++) {
      JsonNode answer = answers.get(i);
      assertThat(answer.get("errors")).as(expressions.get(i)).isEmpty();
      assertThat(answer.get("metrics")).as(expressions.get(i)).isNotEmpty();
      answer.get("metrics").forEach(name -> assertThat(known).contains(name.asText()));
    }
  }

  static List<JsonNode> alerts() {
    return Repository.objects(Repository.yaml(Repository.text(RULES)).getFirst()).stream()
        .filter(node -> node.has("alert"))
        .toList();
  }

  @Test
  void alerts_areOfMetricsThatExist() {
    assertThatTheyAreGood(alerts().stream().map(alert -> alert.get("expr").asText()).toList());
  }

  @Test
  void theDashboard_isOfMetricsThatExist() {
    List<String> expressions = new ArrayList<>();
    for (JsonNode node : Repository.objects(Repository.json(DASHBOARD))) {
      if (node.has("expr")) {
        expressions.add(node.get("expr").asText());
      }
    }
    assertThatTheyAreGood(expressions);
  }

  /// Every metric of the pipeline itself has a place where somebody sees it.
  @Test
  void theDashboard_showsEveryMetricOfOurs() {
    String dashboard = Repository.text(DASHBOARD);

    assertThat(Metric.all())
        .extracting(Metric::text)
        .filteredOn(name -> name.startsWith("tailrace_"))
        .allSatisfy(name -> assertThat(dashboard).contains(name));
  }

  @Test
  void scaling_goesByMetricsThatExist() {
    for (Overlay overlay : Overlay.all()) {
      for (Manifest scaled : overlay.of("ScaledObject").toList()) {
        assertThatTheyAreGood(
            List.of(scaled.json().at("/spec/triggers/0/metadata/query").asText()));
      }
    }
  }

  @Test
  void aMetricThatIsNot_isFound() {
    assertThat(series()).doesNotContain("tailrace_sink_write_seconds", "tailrace_lag");
    assertThat(NodeChecks.promql(List.of("max(tailrace_lag")).get(0).get("errors")).isNotEmpty();
  }

  @Test
  void everyAlert_isExplained() {
    Set<String> headings =
        Repository.text(Repository.ROOT.resolve("docs/operations.md"))
            .lines()
            .filter(line -> line.startsWith("#"))
            .map(line -> line.replaceAll("^#+ ", ""))
            .collect(toCollection(TreeSet::new));
    for (JsonNode alert : alerts()) {
      String name = alert.get("alert").asText();
      assertThat(alert.at("/annotations/runbook_url").asText())
          .isEqualTo("docs/operations.md#" + name.toLowerCase(java.util.Locale.ROOT));
      assertThat(headings).contains(name);
      assertThat(alert.at("/labels/severity").asText()).isIn("critical", "warning", "info");
      assertThat(alert.at("/annotations/summary").asText()).isNotEmpty();
    }
    Set<String> explained = new TreeSet<>(headings);
    explained.removeIf(heading -> !heading.matches("Tailrace[A-Z]\\w+"));
    assertThat(explained)
        .as("paragraphs of alerts that are gone")
        .isEqualTo(
            alerts().stream()
                .map(alert -> alert.get("alert").asText())
                .collect(toCollection(TreeSet::new)));
  }

  @Test
  void theOperatorsResource_holdsTheSameAlerts() throws IOException {
    String made =
        """
        # Made from tailrace.rules.yml by MonitoringTest; change that and run it with -Dgolden.update.
        apiVersion: monitoring.coreos.com/v1
        kind: PrometheusRule
        metadata:
          name: tailrace
          labels:
            app.kubernetes.io/part-of: tailrace
        spec:
        """
            + Stream.of(Repository.text(RULES).split("\n", -1))
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> "  " + line + "\n")
                .reduce("", String::concat);
    if (System.getProperty("golden.update") != null) {
      Files.writeString(RESOURCE, made);
    }
    assertThat(RESOURCE).as("rewritten by -Dgolden.update").hasContent(made);
  }
}
