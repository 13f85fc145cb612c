package dev.tailrace.audit;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Which raw records an audit is about: of each partition those from one offset to another. Rows of
/// older ones cannot be checked, because the topic has dropped them; rows of newer ones came after
/// the audit began. What claims to be of another topic or an unknown partition is looked at, and
/// found to be of no record.
///
/// @param topic of the raw records
/// @param partitions each with its range
record Bounds(String topic, Map<Integer, Range> partitions) {
  /// @param from first offset
  /// @param to the offset behind the last
  record Range(long from, long to) {
    boolean contains(long offset) {
      return offset >= from && offset < to;
    }
  }

  Bounds {
    partitions = new TreeMap<>(partitions);
  }

  static Bounds of(String topic, Map<Integer, Long> from, Map<Integer, Long> to) {
    Map<Integer, Range> ranges = new TreeMap<>();
    to.forEach((partition, end) -> ranges.put(partition, new Range(from.get(partition), end)));
    return new Bounds(topic, ranges);
  }

  /// Whether the audit looks at a row that says it is of this record.
  boolean covers(String ofTopic, int partition, long offset) {
    Range range = partitions.get(partition);
    return !ofTopic.equals(topic) || range == null || range.contains(offset);
  }

  /// The same in SQL that ClickHouse and DuckDB understand, over the columns `source_…`.
  String sql() {
    return partitions.entrySet().stream()
        .map(
            entry ->
                "NOT (source_topic = '%s' AND source_partition = %d AND (source_offset < %d OR source_offset >= %d))"
                    .formatted(
                        topic, entry.getKey(), entry.getValue().from(), entry.getValue().to()))
        .collect(Collectors.joining(" AND ", "(", ")"));
  }

  /// Whether the topic has dropped records: then rows of them are in the stores, rightly.
  boolean isCut() {
    return partitions.values().stream().anyMatch(range -> range.from() > 0);
  }

  /// In SQL: the row is of a record that the topic has dropped.
  String droppedSql() {
    return partitions.entrySet().stream()
        .map(
            entry ->
                "(source_partition = %d AND source_offset < %d)"
                    .formatted(entry.getKey(), entry.getValue().from()))
        .collect(Collectors.joining(" OR ", "(", ")"));
  }
}
