package dev.tailrace.postgres.schema;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Reads the shapes of a schema's tables, functions and operators from Postgres' own catalog.
///
/// The schema must be the first of the search path: then Postgres writes the names in it without
/// their schema, and those of two schemas can be compared.
final class ThingsCatalog {
  private static final String TABLES =
      """
      SELECT relname, pg_total_relation_size(oid) AS bytes,
        CASE relpersistence WHEN 'u' THEN 'unlogged ' ELSE '' END
          || CASE relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitioned table'
             WHEN 'f' THEN 'foreign table' WHEN 'm' THEN 'materialized view' ELSE 'view' END AS kind
      FROM pg_class
      WHERE relnamespace = to_regnamespace(quote_ident(?)) AND relkind IN ('r', 'p', 'f', 'm', 'v')
      """;

  private static final String COLUMNS =
      """
      SELECT relname, attname,
        format_type(atttypid, atttypmod)
          || CASE WHEN attcollation <> typcollation THEN ' COLLATE ' || quote_ident(collname)
             ELSE '' END AS type,
        CASE WHEN attnotnull THEN 'NOT NULL' ELSE '' END AS nullability,
        CASE WHEN attgenerated = '' THEN coalesce(pg_get_expr(adbin, adrelid, true), '')
          ELSE '' END AS default_value,
        CASE WHEN attgenerated = '' THEN '' ELSE pg_get_expr(adbin, adrelid, true) END AS generated
      FROM pg_class
      JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped
      JOIN pg_type ON pg_type.oid = atttypid
      LEFT JOIN pg_collation ON pg_collation.oid = attcollation
      LEFT JOIN pg_attrdef ON adrelid = pg_class.oid AND adnum = attnum
      WHERE relnamespace = to_regnamespace(quote_ident(?))
      ORDER BY relname, attnum
      """;

  /// NOT NULL is told with the column; from Postgres 18 on it is a constraint besides.
  private static final String CONSTRAINTS =
      """
      SELECT relname, conname, pg_get_constraintdef(pg_constraint.oid, true) AS definition
      FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid
      WHERE relnamespace = to_regnamespace(quote_ident(?)) AND contype IN ('c', 'f', 'p', 'u', 'x')
      """;

  /// The table is named with its schema, which is taken out.
  private static final String INDEXES =
      """
      SELECT tables.relname, indexes.relname AS name, indisunique,
        replace(
          pg_get_indexdef(indexrelid),
          ' ON ' || quote_ident(nspname) || '.',
          ' ON ') || CASE WHEN indisvalid THEN '' ELSE ' (not built to its end)' END AS definition
      FROM pg_index
      JOIN pg_class AS tables ON tables.oid = indrelid
      JOIN pg_class AS indexes ON indexes.oid = indexrelid
      JOIN pg_namespace ON pg_namespace.oid = tables.relnamespace
      WHERE nspname = ?
        AND NOT EXISTS (
          SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u', 'x'))
      """;

  private static final String ROUTINES =
      """
      SELECT 'function' AS kind, pg_proc.oid::regprocedure::text AS name,
        replace(
          pg_get_functiondef(pg_proc.oid),
          'FUNCTION ' || quote_ident(nspname) || '.',
          'FUNCTION ') AS definition
      FROM pg_proc JOIN pg_namespace ON pg_namespace.oid = pronamespace
      WHERE nspname = ? AND prokind = 'f'
        AND NOT EXISTS (
          SELECT FROM pg_depend WHERE objid = pg_proc.oid AND pg_depend.deptype = 'e')
      UNION ALL
      SELECT 'operator', pg_operator.oid::regoperator::text,
        'FUNCTION ' || oprcode::oid::regprocedure::text
      FROM pg_operator JOIN pg_namespace ON pg_namespace.oid = oprnamespace
      WHERE nspname = ?
        AND NOT EXISTS (
          SELECT FROM pg_depend WHERE objid = pg_operator.oid AND pg_depend.deptype = 'e')
      """;

  private final Connection connection;

  ThingsCatalog(Connection connection) {
    this.connection = connection;
  }

  /// Shapes by name.
  Map<String, ObjectShape> shapes(String schema) throws SQLException {
    Map<String, Map<String, Column>> columns = columns(schema);
    Map<String, Map<String, String>> constraints = new HashMap<>();
    try (Rows rows = new Rows(CONSTRAINTS, schema)) {
      while (rows.next()) {
        constraints
            .computeIfAbsent(rows.text("relname"), _ -> new HashMap<>())
            .put(rows.text("conname"), rows.text("definition"));
      }
    }
    Map<String, Map<String, String>> indexes = new HashMap<>();
    Map<String, Set<String>> unique = new HashMap<>();
    try (Rows rows = new Rows(INDEXES, schema)) {
      while (rows.next()) {
        String table = rows.text("relname");
        String name = rows.text("name");
        indexes.computeIfAbsent(table, _ -> new HashMap<>()).put(name, rows.text("definition"));
        if (rows.text("indisunique").equals("t")) {
          unique.computeIfAbsent(table, _ -> new HashSet<>()).add(name);
        }
      }
    }
    Map<String, ObjectShape> shapes = new TreeMap<>();
    try (Rows rows = new Rows(TABLES, schema)) {
      while (rows.next()) {
        String table = rows.text("relname");
        shapes.put(
            table,
            new ObjectShape(
                table,
                rows.text("kind"),
                "",
                columns.getOrDefault(table, Map.of()),
                constraints.getOrDefault(table, Map.of()),
                indexes.getOrDefault(table, Map.of()),
                unique.getOrDefault(table, Set.of()),
                Long.parseLong(rows.text("bytes"))));
      }
    }
    addRoutines(schema, shapes);
    return shapes;
  }

  private Map<String, Map<String, Column>> columns(String schema) throws SQLException {
    Map<String, Map<String, Column>> columns = new HashMap<>();
    try (Rows rows = new Rows(COLUMNS, schema)) {
      while (rows.next()) {
        columns
            .computeIfAbsent(rows.text("relname"), _ -> new LinkedHashMap<>())
            .put(
                rows.text("attname"),
                new Column(
                    rows.text("type"),
                    rows.text("nullability"),
                    rows.text("default_value"),
                    rows.text("generated")));
      }
    }
    return columns;
  }

  private void addRoutines(String schema, Map<String, ObjectShape> shapes) throws SQLException {
    try (Rows rows = new Rows(ROUTINES, schema, schema)) {
      while (rows.next()) {
        String name = rows.text("name");
        shapes.put(
            name,
            new ObjectShape(
                name,
                rows.text("kind"),
                rows.text("definition").strip(),
                Map.of(),
                Map.of(),
                Map.of(),
                Set.of(),
                0));
      }
    }
  }

  /// Rows of one question, each value as text.
  private final class Rows implements AutoCloseable {
    private final PreparedStatement statement;
    private final ResultSet rows;

    Rows(String sql, String... parameters) throws SQLException {
      statement = connection.prepareStatement(sql);
      for (int i = 0; i < parameters.length; i++) {
        statement.setString(i + 1, parameters[i]);
      }
      rows = statement.executeQuery();
    }

    boolean next() throws SQLException {
      return rows.next();
    }

    String text(String column) throws SQLException {
      return rows.getString(column);
    }

    @Override
    public void close() throws SQLException {
      statement.close();
    }
  }
}
