package dev.tailrace.lookup;

import java.util.List;
import java.util.stream.Collectors;

/// Values of ClickHouse's query parameters, written so that the server reads them as they are.
///
/// Source: ClickHouse documentation, "HTTP Interface", "Queries with Parameters": a value is read
/// as a field of TabSeparated; elements of arrays are quoted there.
final class Parameters {
  private Parameters() {}

  /// A `String`.
  static String text(String value) {
    return value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n");
  }

  /// An `Array(String)`.
  static String array(List<String> values) {
    return values.stream()
        .map(value -> "'" + text(value).replace("'", "\\'") + "'")
        .collect(Collectors.joining(",", "[", "]"));
  }
}
