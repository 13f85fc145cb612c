package dev.tailrace.sink.iceberg;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.NestedField;

/// What a table is and holds, beside what the sink needs it to be.
///
/// @param name with the catalog's and the namespace's
/// @param differences columns that the sink would add or could not write to
/// @param partitioning as `day(timestamp)`
/// @param neededPartitioning the only one that the sink writes to
/// @param size as the newest snapshot says
/// @param validThrough through which time the table says it is complete; empty before the first
///     commit
/// @param progress of each partition of a topic, by its name, such as `kafka/events-3`
public record TableFacts(
    String name,
    List<ColumnDifference> differences,
    String partitioning,
    String neededPartitioning,
    Size size,
    Optional<Instant> validThrough,
    SortedMap<String, PartitionProgress> progress) {
  public TableFacts {
    differences = List.copyOf(differences);
    progress = Collections.unmodifiableSortedMap(new TreeMap<>(progress));
  }

  /// A column that is not as the records have it.
  ///
  /// @param found type in the table; empty when it has no such column
  public record ColumnDifference(String column, String expected, Optional<String> found) {}

  /// How much a table holds.
  ///
  /// @param snapshots that have not expired
  public record Size(long rows, long files, long bytes, long snapshots) {}

  /// How far the rows of a partition are in a table.
  ///
  /// @param next offset after the last row in the table
  /// @param through what was sealed before this time is in the table
  public record PartitionProgress(long next, Instant through) {}

  static TableFacts of(Table table, Schema wanted, String dayColumn) {
    SortedMap<String, PartitionProgress> progress = new TreeMap<>();
    Progress.of(table)
        .partitions()
        .forEach(
            (partition, done) ->
                progress.put(
                    partition,
                    new PartitionProgress(done.next(), Instant.ofEpochMilli(done.through()))));
    return new TableFacts(
        table.name(),
        differences(table, wanted),
        partitioning(table),
        "day(" + dayColumn + ")",
        size(table),
        validThrough(table),
        progress);
  }

  private static List<ColumnDifference> differences(Table table, Schema wanted) {
    List<ColumnDifference> differences = new ArrayList<>();
    for (NestedField column : wanted.columns()) {
      String expected = kind(column.type());
      Optional<String> found =
          Optional.ofNullable(table.schema().findField(column.name()))
              .map(known -> kind(known.type()));
      if (!found.equals(Optional.of(expected))) {
        differences.add(new ColumnDifference(column.name(), expected, found));
      }
    }
    return differences;
  }

  /// A type without the ids inside it, which are the table's own affair.
  private static String kind(Type type) {
    return type.isListType()
        ? "list<" + kind(type.asListType().elementType()) + ">"
        : type.toString();
  }

  private static String partitioning(Table table) {
    if (table.spec().isUnpartitioned()) {
      return "nothing";
    }
    return table.spec().fields().stream()
        .map(field -> field.transform() + "(" + source(table, field) + ")")
        .collect(Collectors.joining(", "));
  }

  private static String source(Table table, PartitionField field) {
    return table.schema().findColumnName(field.sourceId());
  }

  private static Size size(Table table) {
    Snapshot current = table.currentSnapshot();
    Map<String, String> summary = current == null ? Map.of() : current.summary();
    return new Size(
        number(summary, SnapshotSummary.TOTAL_RECORDS_PROP),
        number(summary, SnapshotSummary.TOTAL_DATA_FILES_PROP),
        number(summary, SnapshotSummary.TOTAL_FILE_SIZE_PROP),
        StreamSupport.stream(table.snapshots().spliterator(), false).count());
  }

  private static long number(Map<String, String> summary, String entry) {
    return Long.parseLong(summary.getOrDefault(entry, "0"));
  }

  private static Optional<Instant> validThrough(Table table) {
    String millis = table.properties().get(Progress.VALID_THROUGH);
    try {
      return Optional.ofNullable(millis).map(Long::parseLong).map(Instant::ofEpochMilli);
    } catch (NumberFormatException e) {
      throw new LakeException(
          "%s of table %s is '%s' and should be milliseconds since 1970: somebody else changed it; remove the property, the sink's next commit sets it anew"
              .formatted(Progress.VALID_THROUGH, table.name(), millis),
          e);
    }
  }
}
