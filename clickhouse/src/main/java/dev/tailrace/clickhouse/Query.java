package dev.tailrace.clickhouse;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A documented question with its answer in SQL: a file of `clickhouse/queries`.
///
/// The header of the file is the documentation. Its first line is the question; then come lines of
/// explanation; then `Parameters:`, each `name: Type: meaning, e.g. value`; then `Columns:`, each
/// `name: meaning`.
///
/// @param name the file's name without `.sql`
/// @param question one sentence
/// @param explanation may be empty
/// @param sql the statement, with `{name:Type}` for its parameters; tables are unqualified
public record Query(
    String name,
    String question,
    String explanation,
    List<Parameter> parameters,
    List<Column> columns,
    String sql) {

  /// Named here and not listed from the class path, which a jar cannot do simply; a test compares
  /// the names with the folder.
  private static final List<String> NAMES =
      List.of(
          "error-summary",
          "error-rate-by-service",
          "top-error-messages",
          "service-health",
          "error-types-by-hour",
          "error-rate-over-time",
          "error-search",
          "slowest-endpoints",
          "status-codes-by-service",
          "rpc-methods",
          "cron-failures",
          "queue-failures",
          "top-locations",
          "traffic-over-time",
          "recent-events",
          "request-by-ray",
          "entity-history",
          "thing-as-of",
          "relationships-as-of",
          "deploy-comparison",
          "telemetry-loss",
          "service-metrics",
          "slowest-services-by-week",
          "error-trends",
          "incomplete-windows",
          "window-differences");

  private static final Pattern PARAMETER = Pattern.compile("(\\w+): ([^:]+): (.*), e\\.g\\. (.*)");
  private static final Pattern COLUMN = Pattern.compile("(\\w+): (.*)");

  /// What a caller gives.
  ///
  /// @param type a ClickHouse type
  /// @param example a value ClickHouse reads as that type
  public record Parameter(String name, String type, String meaning, String example) {}

  /// What a caller gets, in this order.
  public record Column(String name, String meaning) {}

  public Query {
    parameters = List.copyOf(parameters);
    columns = List.copyOf(columns);
  }

  /// All documented queries, the documented benchmark queries first.
  public static List<Query> all() {
    return NAMES.stream()
        .map(name -> parse(name, Resources.text("queries/" + name + ".sql")))
        .toList();
  }

  /// The query of a name.
  ///
  /// @throws IllegalArgumentException when there is none; the message lists those there are
  public static Query named(String name) {
    if (!NAMES.contains(name)) {
      throw new IllegalArgumentException(
          "there is no query '%s'; there are %s".formatted(name, String.join(", ", NAMES)));
    }
    return parse(name, Resources.text("queries/" + name + ".sql"));
  }

  /// Checks the values against the parameters.
  ///
  /// @param values as text that ClickHouse reads as the parameter's type; a time in UTC
  /// @return the same values
  /// @throws IllegalArgumentException that names every missing and every unknown parameter
  public Map<String, Object> bind(Map<String, String> values) {
    TreeSet<String> wanted = new TreeSet<>(parameters.stream().map(Parameter::name).toList());
    TreeSet<String> missing = new TreeSet<>(wanted);
    missing.removeAll(values.keySet());
    TreeSet<String> unknown = new TreeSet<>(values.keySet());
    unknown.removeAll(wanted);
    if (!missing.isEmpty() || !unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "query %s takes the parameters %s; missing: %s; unknown: %s"
              .formatted(name, wanted, missing, unknown));
    }
    return Map.copyOf(values);
  }

  static Query parse(String name, String file) {
    List<String> header =
        file.lines()
            .takeWhile(line -> line.startsWith("--"))
            .map(line -> line.substring(2).strip())
            .filter(line -> !line.isEmpty())
            .toList();
    int parametersAt = header.indexOf("Parameters:");
    int columnsAt = header.indexOf("Columns:");
    if (parametersAt < 1 || columnsAt < parametersAt) {
      throw new IllegalArgumentException(
          "query %s: its header needs a question, then 'Parameters:', then 'Columns:'"
              .formatted(name));
    }
    List<Parameter> parameters = new ArrayList<>();
    for (String line : header.subList(parametersAt + 1, columnsAt)) {
      Matcher parts = match(name, PARAMETER, line);
      parameters.add(new Parameter(parts.group(1), parts.group(2), parts.group(3), parts.group(4)));
    }
    List<Column> columns = new ArrayList<>();
    for (String line : header.subList(columnsAt + 1, header.size())) {
      Matcher parts = match(name, COLUMN, line);
      columns.add(new Column(parts.group(1), parts.group(2)));
    }
    String sql = SqlStatements.of(file).getFirst();
    String explanation = String.join(" ", header.subList(1, parametersAt));
    return new Query(name, header.getFirst(), explanation, parameters, columns, sql);
  }

  private static Matcher match(String name, Pattern pattern, String line) {
    Matcher parts = pattern.matcher(line);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "query %s: this line of its header cannot be read: %s".formatted(name, line));
    }
    return parts;
  }
}
