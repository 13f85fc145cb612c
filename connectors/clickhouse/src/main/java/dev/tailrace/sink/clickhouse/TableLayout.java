package dev.tailrace.sink.clickhouse;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The columns of a table that an INSERT may name, as the server described them.
///
/// @param typesByColumn type texts by column name, in the table's order
public record TableLayout(String table, Map<String, String> typesByColumn) {
  public TableLayout {
    typesByColumn = new LinkedHashMap<>(typesByColumn);
  }

  Optional<String> type(String column) {
    return Optional.ofNullable(typesByColumn.get(column));
  }

  /// Makes a layout from rows of name, type and kind of default. Columns the server computes itself
  /// are left out.
  static TableLayout of(String table, List<String[]> described) {
    Map<String, String> types = new LinkedHashMap<>();
    for (String[] row : described) {
      switch (row[2]) {
        case "MATERIALIZED", "ALIAS" -> {}
        default -> types.put(row[0], row[1]);
      }
    }
    return new TableLayout(table, types);
  }
}
