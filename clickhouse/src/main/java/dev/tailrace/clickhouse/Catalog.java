package dev.tailrace.clickhouse;

import com.clickhouse.client.api.query.GenericRecord;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/// Reads the shapes of a database's tables and views from the server's system tables.
final class Catalog {
  private final Server server;

  Catalog(Server server) {
    this.server = server;
  }

  boolean has(String database) {
    return !server
        .rows(
            "SELECT 1 FROM system.databases WHERE name = {database:String}",
            Map.of("database", database))
        .isEmpty();
  }

  /// Shapes by name.
  ///
  /// @param knownAs the name that stands for the database's own in the shapes, so that those of two
  ///     databases can be compared
  Map<String, TableShape> shapes(String database, String knownAs) {
    Map<String, Map<String, String>> elements = new TreeMap<>();
    Map<String, long[]> sizes = new LinkedHashMap<>();
    for (GenericRecord table :
        server.rows(
            """
            SELECT name, engine, engine_full, as_select, target_database, target_table,
              ifNull(total_rows, 0) AS stored_rows, ifNull(total_bytes, 0) AS stored_bytes
            FROM system.tables WHERE database = {database:String}
            """,
            Map.of("database", database))) {
      elements.put(table.getString("name"), tableElements(table, database, knownAs));
      sizes.put(
          table.getString("name"),
          new long[] {table.getLong("stored_rows"), table.getLong("stored_bytes")});
    }
    addColumns(database, elements);
    addIndexes(database, elements);
    addProjections(database, elements);
    Map<String, TableShape> shapes = new TreeMap<>();
    elements.forEach(
        (name, of) ->
            shapes.put(name, new TableShape(name, of, sizes.get(name)[0], sizes.get(name)[1])));
    return shapes;
  }

  private static Map<String, String> tableElements(
      GenericRecord table, String database, String knownAs) {
    Map<String, String> elements = new LinkedHashMap<>();
    String select = table.getString("as_select");
    if (select.isEmpty()) {
      elements.putAll(EngineClauses.of(table.getString("engine_full")));
      elements.computeIfPresent("ENGINE", (_, engine) -> EngineClauses.withoutReplicaPath(engine));
    } else {
      elements.put("ENGINE", table.getString("engine"));
      if (!table.getString("target_table").isEmpty()) {
        String target = table.getString("target_database") + "." + table.getString("target_table");
        elements.put("TO", target.replace(database + ".", knownAs + "."));
      }
      elements.put("SELECT", select.replace(database + ".", knownAs + "."));
    }
    return elements;
  }

  /// A view's columns follow from its SELECT, so only those of tables are compared.
  private void addColumns(String database, Map<String, Map<String, String>> elements) {
    for (GenericRecord column :
        server.rows(
            """
            SELECT table, name, type, default_kind, default_expression, compression_codec
            FROM system.columns WHERE database = {database:String} ORDER BY table, position
            """,
            Map.of("database", database))) {
      Map<String, String> of = elements.get(column.getString("table"));
      if (of != null && !of.containsKey("SELECT")) {
        String definition =
            "%s %s %s %s"
                .formatted(
                    column.getString("type"),
                    column.getString("default_kind"),
                    column.getString("default_expression"),
                    column.getString("compression_codec"))
                .strip()
                .replaceAll(" {2,}", " ");
        of.put(TableShape.COLUMN + column.getString("name"), definition);
      }
    }
  }

  private void addIndexes(String database, Map<String, Map<String, String>> elements) {
    for (GenericRecord index :
        server.rows(
            """
            SELECT table, name, expr, type_full, toString(granularity) AS granules
            FROM system.data_skipping_indices WHERE database = {database:String} ORDER BY table, name
            """,
            Map.of("database", database))) {
      Map<String, String> of = elements.get(index.getString("table"));
      if (of != null) {
        of.put(
            TableShape.INDEX + index.getString("name"),
            "%s TYPE %s GRANULARITY %s"
                .formatted(
                    index.getString("expr"),
                    index.getString("type_full"),
                    index.getString("granules")));
      }
    }
  }

  private void addProjections(String database, Map<String, Map<String, String>> elements) {
    for (GenericRecord projection :
        server.rows(
            """
            SELECT table, name, query
            FROM system.projections WHERE database = {database:String} ORDER BY table, name
            """,
            Map.of("database", database))) {
      Map<String, String> of = elements.get(projection.getString("table"));
      if (of != null) {
        of.put(TableShape.PROJECTION + projection.getString("name"), projection.getString("query"));
      }
    }
  }
}
