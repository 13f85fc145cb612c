package dev.tailrace.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class QueryTest {
  private static final Path MODULE = Path.of(System.getProperty("user.dir"));

  @Test
  void everyFileOfTheFolder_isListed() throws IOException {
    try (Stream<Path> files = Files.list(MODULE.resolve("queries"))) {
      assertThat(files.map(file -> file.getFileName().toString().replace(".sql", "")))
          .containsExactlyInAnyOrderElementsOf(Query.all().stream().map(Query::name).toList());
    }
  }

  @Test
  void headers_describeTheParametersOfTheStatement() {
    Pattern parameter = Pattern.compile("\\{(\\w+):([^}]+)}");
    for (Query query : Query.all()) {
      TreeSet<String> used = new TreeSet<>();
      for (MatchResult found : parameter.matcher(query.sql()).results().toList()) {
        used.add(found.group(1) + " " + found.group(2));
      }
      TreeSet<String> described = new TreeSet<>();
      query.parameters().forEach(p -> described.add(p.name() + " " + p.type()));
      assertThat(described).as(query.name()).isEqualTo(used);
      assertThat(query.question()).as(query.name()).endsWith("?");
    }
  }

  @Test
  void missingAndUnknownParameters_areNamedAtOnce() {
    assertThatThrownBy(() -> Query.named("error-summary").bind(Map.of("form", "x", "to", "y")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "query error-summary takes the parameters [from, to]; missing: [from]; unknown:"
                + " [form]");
  }

  @Test
  void unknownName_listsThoseThereAre() {
    assertThatThrownBy(() -> Query.named("errors"))
        .hasMessageContaining("there is no query 'errors'")
        .hasMessageContaining("error-summary");
  }

  @Test
  void headerWithoutItsParts_isRefused() {
    assertThatThrownBy(() -> Query.parse("x", "-- What?\nSELECT 1"))
        .hasMessageContaining("'Parameters:'");
  }

  /// The page for analysts answers with every query.
  @Test
  void documentation_namesEveryQueryWithItsQuestion() throws IOException {
    String page = Files.readString(MODULE.resolveSibling("docs").resolve("clickhouse.md"));
    for (Query query : Query.all()) {
      assertThat(page).contains("| `%s` | %s |".formatted(query.name(), query.question()));
    }
  }
}
