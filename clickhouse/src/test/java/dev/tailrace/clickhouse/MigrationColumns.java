package dev.tailrace.clickhouse;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// The columns of a table as its migration writes them.
final class MigrationColumns {
  private static final Pattern COLUMN =
      Pattern.compile("^    ([a-z]\\w*) +(\\S.*?)(?: CODEC\\(.*\\))?,?$", Pattern.MULTILINE);

  private MigrationColumns() {}

  /// Types by name, in the order of the table.
  static Map<String, String> types(String table) {
    String start = "CREATE TABLE IF NOT EXISTS {{database}}." + table + "{{on_cluster}}\n(\n";
    for (Migration migration : Migrations.all()) {
      int at = migration.template().indexOf(start);
      if (at >= 0) {
        return columns(migration.template().substring(at, migration.template().indexOf("\n)", at)));
      }
    }
    throw new IllegalArgumentException("no migration creates a table " + table);
  }

  private static Map<String, String> columns(String definition) {
    Map<String, String> types = new LinkedHashMap<>();
    COLUMN
        .matcher(definition)
        .results()
        .forEach(column -> types.put(column.group(1), column.group(2)));
    return types;
  }

  static List<String> names(String table) {
    return List.copyOf(types(table).keySet());
  }
}
