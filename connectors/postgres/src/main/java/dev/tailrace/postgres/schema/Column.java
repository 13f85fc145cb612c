package dev.tailrace.postgres.schema;

import java.util.ArrayList;
import java.util.List;

/// A column as the catalog has it.
///
/// @param type with its length and, when it is not the type's own, its collation
/// @param nullability `NOT NULL` or empty
/// @param defaultValue the expression, or empty
/// @param generated the expression of a generated column, or empty
record Column(String type, String nullability, String defaultValue, String generated) {
  /// As a `CREATE TABLE` would say it.
  String definition() {
    List<String> words = new ArrayList<>(List.of(type));
    if (!generated.isEmpty()) {
      words.add("GENERATED ALWAYS AS (%s) STORED".formatted(generated));
    }
    if (!defaultValue.isEmpty()) {
      words.add("DEFAULT " + defaultValue);
    }
    if (!nullability.isEmpty()) {
      words.add(nullability);
    }
    return String.join(" ", words);
  }
}
