package dev.tailrace.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tailrace.metrics.MetricUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Queries of the dashboard and of the alerts do with each metric what its kind, labels and unit
/// allow. Prometheus itself finds no fault with one that does not: it answers nothing, or nonsense.
class QueriesTest {
  private static final Pattern LABEL = Pattern.compile("\\{\\{ *(?:\\$labels\\.)?(\\w+) *}}");
  private static final Set<String> RATES = Set.of("rate", "increase");

  private static final List<Query> ALERTS = alerts();
  private static final List<Query> DASHBOARD = dashboard();

  private static Stream<Query> all() {
    return Stream.concat(ALERTS.stream(), DASHBOARD.stream());
  }

  @Test
  void countersAreTakenByTheirRate_andGaugesAreNot() {
    assertThat(all())
        .allSatisfy(
            query ->
                assertThat(query.uses())
                    .as(query.expression())
                    .allMatch(use -> use.isCumulative() == RATES.contains(use.over())));
  }

  @Test
  void labels_areThoseOfTheirMetric() {
    assertThat(all())
        .allSatisfy(
            query ->
                assertThat(query.uses())
                    .as(query.expression())
                    .allSatisfy(use -> assertThat(use.known()).containsAll(use.labels())));
  }

  @Test
  void whatIsShownWithAResult_namesLabelsThatItHas() {
    assertThat(all())
        .allSatisfy(
            query ->
                assertThat(query.left())
                    .as(query.expression())
                    .containsAll(
                        LABEL
                            .matcher(query.text())
                            .results()
                            .map(found -> found.group(1))
                            .toList()));
  }

  /// A ratio of two metrics has a unit of its own.
  @Test
  void panels_haveTheUnitOfWhatTheyShow() {
    assertThat(DASHBOARD.stream().filter(query -> !query.expression().contains("/")))
        .isNotEmpty()
        .allSatisfy(
            query ->
                assertThat(units(query.uses().getFirst()))
                    .as(query.expression())
                    .contains(query.unit().orElseThrow()));
  }

  /// Grafana's names of the units in which it may be shown.
  private static Set<String> units(Query.Use use) {
    MetricUnit unit = use.metric().unit();
    Set<String> numbers = Set.of("none", "short");
    if (use.series().endsWith("_bucket") || use.over().isEmpty()) {
      return switch (unit) {
        case SECONDS -> Set.of("s");
        case BYTES -> Set.of("bytes");
        case COUNT, RATIO -> numbers;
      };
    }
    if (unit == MetricUnit.SECONDS) {
      return Set.of("none", "percentunit");
    }
    return use.over().equals("rate") ? Set.of("cps") : numbers;
  }

  private static List<Query> alerts() {
    return parsed(
        MonitoringTest.alerts().stream()
            .map(
                alert ->
                    new Query(
                        alert.get("expr").asText(),
                        alert.at("/annotations/summary").asText(),
                        Optional.empty(),
                        List.of()))
            .toList());
  }

  private static List<Query> dashboard() {
    List<Query> queries = new ArrayList<>();
    for (JsonNode panel : Repository.json(MonitoringTest.DASHBOARD).get("panels")) {
      for (JsonNode target : panel.path("targets")) {
        queries.add(
            new Query(
                target.get("expr").asText(),
                target.get("legendFormat").asText(),
                Optional.of(panel.at("/fieldConfig/defaults/unit").asText()),
                List.of()));
      }
    }
    return parsed(queries);
  }

  private static List<Query> parsed(List<Query> queries) {
    JsonNode answers = NodeChecks.promql(queries.stream().map(Query::expression).toList());
    return IntStream.range(0, queries.size())
        .mapToObj(i -> queries.get(i).parsed(answers.get(i)))
        .toList();
  }
}
