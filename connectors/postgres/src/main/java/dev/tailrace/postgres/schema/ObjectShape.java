package dev.tailrace.postgres.schema;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A table, function or operator, in parts that are compared one by one.
///
/// @param kind `table`, `unlogged table`, `view`, `function`, `operator`, …
/// @param definition of a function or operator; empty for a table
/// @param columns in the order of the table
/// @param constraints definitions by name
/// @param indexes definitions by name, without those that belong to a constraint
/// @param uniqueIndexes names of the indexes that refuse rows
/// @param bytes on disk, 0 for a function or operator
record ObjectShape(
    String name,
    String kind,
    String definition,
    Map<String, Column> columns,
    Map<String, String> constraints,
    Map<String, String> indexes,
    Set<String> uniqueIndexes,
    long bytes) {
  ObjectShape {
    // Order is meaning: columns stand in the order of the table.
    columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
    constraints = Map.copyOf(constraints);
    indexes = Map.copyOf(indexes);
    uniqueIndexes = Set.copyOf(uniqueIndexes);
  }

  boolean isTable() {
    return definition.isEmpty();
  }

  /// Names of the columns both shapes have, in the order of this one.
  List<String> commonColumns(ObjectShape other) {
    return columns.keySet().stream().filter(other.columns()::containsKey).toList();
  }
}
