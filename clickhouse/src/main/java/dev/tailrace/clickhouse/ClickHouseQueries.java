package dev.tailrace.clickhouse;

import com.clickhouse.client.api.query.GenericRecord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Runs documented queries in one database. Not thread-safe.
public final class ClickHouseQueries implements AutoCloseable {
  private final Server server;

  public ClickHouseQueries(Endpoint endpoint, String database) {
    this.server = new Server(endpoint, database);
  }

  /// The rows of the answer, whole in memory; each has the query's columns in their order, absent
  /// values as null, arrays as lists.
  ///
  /// @param values the query's parameters, see [Query#bind]
  /// @throws IllegalArgumentException when a parameter is missing or unknown
  /// @throws SchemaException when the server does not answer or refuses the query
  public List<Map<String, Object>> rows(Query query, Map<String, String> values) {
    return server.rows(query.sql(), query.bind(values)).stream()
        .map(row -> row(query, row))
        .toList();
  }

  private static Map<String, Object> row(Query query, GenericRecord read) {
    Map<String, Object> row = new LinkedHashMap<>();
    for (Query.Column column : query.columns()) {
      boolean isArray = read.getSchema().getColumnByName(column.name()).isArray();
      row.put(column.name(), isArray ? read.getList(column.name()) : read.getObject(column.name()));
    }
    return row;
  }

  @Override
  public void close() {
    server.close();
  }
}
