package dev.tailrace.clickhouse;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A table or view as a list of named elements, each with its definition: two shapes are compared
/// element by element.
///
/// @param elements `ENGINE`, `PARTITION BY`, `ORDER BY`, `TTL`, `SETTING name`, `column name`,
///     `index name`, `projection name`; of a view `ENGINE`, `TO` and `SELECT`
/// @param rows rows stored, 0 for a view
/// @param bytes compressed bytes on disk, 0 for a view
record TableShape(String name, Map<String, String> elements, long rows, long bytes) {
  static final String COLUMN = "column ";
  static final String INDEX = "index ";
  static final String PROJECTION = "projection ";

  TableShape {
    // Order is meaning: columns stand in the order of the table.
    elements = Collections.unmodifiableMap(new LinkedHashMap<>(elements));
  }

  String engine() {
    return elements.getOrDefault("ENGINE", "");
  }

  /// Names of the columns both shapes have, in the order of this one.
  List<String> commonColumns(TableShape other) {
    List<String> common = new ArrayList<>();
    for (String element : elements.keySet()) {
      if (element.startsWith(COLUMN) && other.elements().containsKey(element)) {
        common.add(element.substring(COLUMN.length()));
      }
    }
    return common;
  }

  long columns() {
    return elements.keySet().stream().filter(element -> element.startsWith(COLUMN)).count();
  }

  TableShape withElements(Map<String, String> others) {
    return new TableShape(name, others, rows, bytes);
  }
}
