package dev.tailrace.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tailrace.metrics.Metric;
import dev.tailrace.metrics.MetricKind;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;

/// A query of the dashboard or an alert, as its parser sees it.
///
/// @param text what is shown with the result; it names labels
/// @param unit in which the dashboard shows it; empty for an alert
record Query(String expression, String text, Optional<String> unit, List<Use> uses) {

  /// A metric within an expression.
  ///
  /// @param over the function that takes its range; empty where its value is taken
  /// @param labels which it must have for the expression to mean anything
  /// @param by labels that its sums keep; empty when nothing is summed
  record Use(String series, String over, Set<String> labels, Optional<Set<String>> by) {
    Metric metric() {
      return Metric.all().stream()
          .filter(metric -> metric.text().equals(series) || isPart(metric))
          .findFirst()
          .orElseThrow(() -> new AssertionError(series + " is no metric"));
    }

    private boolean isPart(Metric metric) {
      return List.of(MetricKind.HISTOGRAM, MetricKind.SUMMARY).contains(metric.kind())
          && series.matches(metric.text() + "_(count|sum|bucket)");
    }

    /// Rises until its process ends.
    boolean isCumulative() {
      return metric().kind() != MetricKind.GAUGE;
    }

    /// Labels that its series have, those of Prometheus too.
    Set<String> known() {
      Set<String> known = new TreeSet<>(metric().labels());
      known.addAll(List.of("instance", "job"));
      if (series.endsWith("_bucket")) {
        known.add("le");
      }
      return known;
    }
  }

  /// Labels that the result has.
  Set<String> left() {
    Set<String> left = new TreeSet<>();
    boolean isSum = uses.stream().anyMatch(use -> use.by().isPresent());
    for (Use use : uses) {
      left.addAll(isSum ? use.by().orElse(Set.of()) : use.known());
    }
    return left;
  }

  /// The same with what the parser found in it.
  Query parsed(JsonNode answer) {
    return new Query(expression, text, unit, uses(answer));
  }

  private static List<Use> uses(JsonNode parsed) {
    return StreamSupport.stream(parsed.get("uses").spliterator(), false)
        .map(
            use ->
                new Use(
                    use.get("metric").asText(),
                    use.get("over").asText(),
                    names(use.get("labels")),
                    Optional.ofNullable(use.get("by")).map(Query::names)))
        .toList();
  }

  private static Set<String> names(JsonNode list) {
    Set<String> names = new TreeSet<>();
    list.forEach(name -> names.add(name.asText()));
    return names;
  }
}
