package dev.tailrace.clickhouse;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// The columns of a table as its migrations write them: the one that creates it, and those that add
/// columns later.
final class MigrationColumns {
  private static final Pattern COLUMN =
      Pattern.compile("^    ([a-z]\\w*) +(\\S.*?)(?: CODEC\\(.*\\))?,?$", Pattern.MULTILINE);
  private static final Pattern ADDED =
      Pattern.compile(
          "^ALTER TABLE \\{\\{database}}\\.(\\w+)\\{\\{on_cluster}} ADD COLUMN IF NOT EXISTS"
              + " (\\w+) (\\S.*?)(?: CODEC\\(.*\\))? AFTER (\\w+);$",
          Pattern.MULTILINE);

  private MigrationColumns() {}

  /// Types by name, in the order of the table.
  static Map<String, String> types(String table) {
    List<Column> columns = new ArrayList<>();
    for (Migration migration : Migrations.all()) {
      columns.addAll(created(table, migration.template()));
      ADDED
          .matcher(migration.template())
          .results()
          .filter(added -> added.group(1).equals(table))
          .forEach(added -> insert(columns, added));
    }
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("no migration creates a table " + table);
    }
    Map<String, String> types = new LinkedHashMap<>();
    columns.forEach(column -> types.put(column.name(), column.type()));
    return types;
  }

  private static List<Column> created(String table, String template) {
    String start = "CREATE TABLE IF NOT EXISTS {{database}}." + table + "{{on_cluster}}\n(\n";
    int at = template.indexOf(start);
    if (at < 0) {
      return List.of();
    }
    return COLUMN
        .matcher(template.substring(at, template.indexOf("\n)", at)))
        .results()
        .map(column -> new Column(column.group(1), column.group(2)))
        .toList();
  }

  private static void insert(List<Column> columns, MatchResult added) {
    List<String> names = columns.stream().map(Column::name).toList();
    columns.add(names.indexOf(added.group(4)) + 1, new Column(added.group(2), added.group(3)));
  }

  static List<String> names(String table) {
    return List.copyOf(types(table).keySet());
  }

  private record Column(String name, String type) {}
}
