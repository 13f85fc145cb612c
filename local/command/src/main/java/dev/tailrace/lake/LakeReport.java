package dev.tailrace.lake;

import dev.tailrace.clickhouse.SchemaReport.Problem;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a verification found.
///
/// @param absentTables names of those that are not there; each is among the problems too
/// @param problems empty when all is as an application leaves it
public record LakeReport(
    List<BucketState> buckets,
    List<TableState> tables,
    List<String> absentTables,
    List<Problem> problems) {
  public LakeReport {
    absentTables = List.copyOf(absentTables);
    buckets = List.copyOf(buckets);
    tables = List.copyOf(tables);
    problems = List.copyOf(problems);
  }

  /// A bucket that was asked for.
  ///
  /// @param lifecycle `as applied`, `differs`, `not offered` or, when it was not seen, `unknown`
  /// @param rules of Tailrace as they should be, in words
  public record BucketState(
      String bucket, boolean reachable, String lifecycle, List<String> rules) {
    public BucketState {
      rules = List.copyOf(rules);
    }
  }

  /// A table that is there.
  ///
  /// @param partitioning such as `day(timestamp)`
  /// @param rows of all files, as the newest snapshot says
  /// @param validThrough ISO time; empty before the sink's first commit
  public record TableState(
      String name,
      String partitioning,
      long rows,
      long files,
      long bytes,
      long snapshots,
      String validThrough,
      SortedMap<String, PartitionState> progress) {
    public TableState {
      progress = Collections.unmodifiableSortedMap(new TreeMap<>(progress));
    }
  }

  /// How far the rows of a partition are in a table.
  ///
  /// @param next offset after the last row in the table
  /// @param through ISO time before which everything sealed is in the table
  public record PartitionState(long next, String through) {}
}
