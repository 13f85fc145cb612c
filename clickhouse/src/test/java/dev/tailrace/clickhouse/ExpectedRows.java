package dev.tailrace.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Puts together what a query should be asked and should answer.
final class ExpectedRows {
  private ExpectedRows() {}

  static void assertAnswer(
      ClickHouseQueries queries,
      String name,
      Map<String, String> values,
      List<List<Object>> expected) {
    List<List<String>> answer =
        queries.rows(Query.named(name), values).stream()
            .map(row -> row.values().stream().map(Recount::spelled).toList())
            .toList();
    assertThat(answer).isNotEmpty();
    assertThat(answer)
        .containsExactlyElementsOf(
            expected.stream().map(row -> row.stream().map(Recount::spelled).toList()).toList());
  }

  static List<Object> row(List<String> key, Object... values) {
    List<Object> row = new ArrayList<>(key);
    row.addAll(Arrays.asList(values));
    return row;
  }

  /// By a number, largest first; rows with equal ones keep their order.
  static Comparator<List<Object>> descending(int column) {
    return Comparator.comparing((List<Object> row) -> ((Number) row.get(column)).doubleValue())
        .reversed();
  }

  static Map<String, String> with(Map<String, String> values, String name, String value) {
    Map<String, String> more = new HashMap<>(values);
    more.put(name, value);
    return more;
  }

  static String clickHouseTime(Instant time) {
    return time.toString().replace('T', ' ').replace("Z", "");
  }
}
