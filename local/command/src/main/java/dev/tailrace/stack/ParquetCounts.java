package dev.tailrace.stack;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;

/// What the events' Parquet files hold, counted by DuckDB: an engine that had no part in writing
/// them.
///
/// @param files that were read
/// @param rows in all of them
/// @param distinct different ulids among the rows
/// @param groups rows by what an analyst would group them by
record ParquetCounts(long files, long rows, long distinct, Map<Group, Long> groups) {
  /// Without Hive's reading of folder names: what counts stands in the files.
  private static final String FILES =
      "read_parquet(?, hive_partitioning = false, union_by_name = true)";

  private static final String TOTALS = "SELECT count(*), count(DISTINCT ulid) FROM " + FILES;

  /// The day is reckoned from the epoch, so that no time zone of this machine comes into it.
  private static final String GROUPS =
      """
      SELECT coalesce(severity, ''), coalesce(script_name, ''),
        epoch_ms("timestamp") // 86400000, count(*)
      FROM %s GROUP BY ALL
      """
          .formatted(FILES);

  /// What a row is counted under.
  ///
  /// @param scriptName empty when the event has none
  /// @param day of capture, in UTC
  record Group(String severity, String scriptName, LocalDate day) {}

  ParquetCounts {
    groups = Map.copyOf(groups);
  }

  /// Reads all `events/**/*.parquet` of a bucket; files that come meanwhile may be counted in one
  /// figure and not in another.
  ///
  /// @param bucket the folder in which its objects lie as files
  /// @throws StackException when a file cannot be read as Parquet or lacks a column
  static ParquetCounts read(Path bucket) {
    String pattern = bucket.resolve("events") + "/**/*.parquet";
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:")) {
      long files = files(duckDb, pattern);
      return files == 0 ? new ParquetCounts(0, 0, 0, Map.of()) : count(duckDb, pattern, files);
    } catch (SQLException e) {
      throw new StackException("DuckDB cannot count " + pattern + ": " + e.getMessage(), e);
    }
  }

  private static long files(Connection duckDb, String pattern) throws SQLException {
    try (PreparedStatement query = duckDb.prepareStatement("SELECT count(*) FROM glob(?)")) {
      query.setString(1, pattern);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  private static ParquetCounts count(Connection duckDb, String pattern, long files)
      throws SQLException {
    try (PreparedStatement query = duckDb.prepareStatement(TOTALS)) {
      query.setString(1, pattern);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return new ParquetCounts(files, row.getLong(1), row.getLong(2), groups(duckDb, pattern));
      }
    }
  }

  private static Map<Group, Long> groups(Connection duckDb, String pattern) throws SQLException {
    Map<Group, Long> groups = new HashMap<>();
    try (PreparedStatement query = duckDb.prepareStatement(GROUPS)) {
      query.setString(1, pattern);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          LocalDate day = LocalDate.ofEpochDay(row.getLong(3));
          groups.put(new Group(row.getString(1), row.getString(2), day), row.getLong(4));
        }
      }
    }
    return groups;
  }
}
