package dev.tailrace.stack;

import java.io.IOException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.rest.RESTCatalog;

/// Three engines that read a stack's events: Iceberg's reader, DuckDB and ClickHouse.
final class LakeReaders {
  private LakeReaders() {}

  static List<Record> iceberg(Stack stack) throws IOException {
    try (RESTCatalog catalog = new RESTCatalog()) {
      catalog.initialize("test", Map.of("uri", stack.state().icebergUrl()));
      Table table = catalog.loadTable(TableIdentifier.of("tailrace", "events"));
      List<Record> rows = new ArrayList<>();
      try (CloseableIterable<Record> read = IcebergGenerics.read(table).build()) {
        read.forEach(rows::add);
      }
      return rows;
    }
  }

  static Map<String, Map<String, String>> duckDb(
      Stack stack, List<String> columns, List<String> ulids) throws SQLException {
    Map<String, Map<String, String>> rows = new HashMap<>();
    String sql =
        "SELECT %s FROM read_parquet('%s/events/**/*.parquet', hive_partitioning = false) WHERE ulid IN (%s)"
            .formatted(
                columns.stream().map(name -> '"' + name + '"').collect(Collectors.joining(", ")),
                stack.files(),
                quoted(ulids));
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
        Statement query = duckDb.createStatement();
        ResultSet result = query.executeQuery(sql)) {
      while (result.next()) {
        Map<String, String> values = new TreeMap<>();
        for (String column : columns) {
          values.put(column, canonical(result.getObject(column)));
        }
        rows.put(values.get("ulid"), values);
      }
    }
    return rows;
  }

  static Map<String, Map<String, String>> clickHouse(
      Stack stack, List<String> columns, List<String> ulids) {
    String names =
        columns.stream()
            .map(
                column ->
                    switch (column) {
                      case "timestamp", "event_timestamp", "scheduled_time" ->
                          "toString(toUnixTimestamp64Milli(" + column + "))";
                      // ClickHouse's arrays are never null.
                      case "script_tags" ->
                          "if(empty(script_tags), NULL, arrayStringConcat(script_tags, '|'))";
                      default -> column;
                    })
            .collect(Collectors.joining(", "));
    Map<String, Map<String, String>> rows = new HashMap<>();
    for (List<String> row :
        stack
            .clickHouse()
            .rows("SELECT " + names + " FROM events WHERE ulid IN (" + quoted(ulids) + ")")) {
      Map<String, String> values = new TreeMap<>();
      for (int i = 0; i < columns.size(); i++) {
        values.put(columns.get(i), canonical(row.get(i)));
      }
      rows.put(values.get("ulid"), values);
    }
    return rows;
  }

  private static String quoted(List<String> ulids) {
    return ulids.stream().map(ulid -> "'" + ulid + "'").collect(Collectors.joining(","));
  }

  /// One text for what the engines give in types of their own.
  static String canonical(Object value) {
    return switch (value) {
      case null -> "no value";
      case OffsetDateTime time -> String.valueOf(time.toInstant().toEpochMilli());
      case Collection<?> all -> all.stream().map(String::valueOf).collect(Collectors.joining("|"));
      case Array array -> canonical(array);
      default -> value.toString();
    };
  }

  private static String canonical(Array array) {
    try {
      return canonical(Arrays.asList((Object[]) array.getArray()));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
