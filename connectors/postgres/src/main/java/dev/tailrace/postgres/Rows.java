package dev.tailrace.postgres;

import dev.tailrace.things.EntityKey;
import dev.tailrace.things.Lineage;
import dev.tailrace.things.Mark;
import dev.tailrace.things.Trace;
import dev.tailrace.things.Version;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/// What the statements of several tables have in common.
final class Rows {
  /// Milliseconds of a column with a time, as SQL.
  static String millis(String column) {
    return "(extract(epoch FROM " + column + ") * 1000)::bigint";
  }

  /// A time from a column with milliseconds, as SQL.
  static String time(String column) {
    return "timestamptz 'epoch' + " + column + " * interval '1 millisecond'";
  }

  private Rows() {}

  /// The mark in two columns; [Mark#NONE] when they are null.
  static Mark mark(ResultSet row, String version, String millis) throws SQLException {
    String text = row.getString(version);
    return text == null ? Mark.NONE : new Mark(Version.of(text), row.getLong(millis));
  }

  /// The trace in the columns `lineage`, `deleted_version` and `deleted_millis`.
  static Trace trace(ResultSet row) throws SQLException {
    byte[] lineage = row.getBytes("lineage");
    return new Trace(
        lineage == null ? Lineage.EMPTY : Lineage.of(lineage),
        mark(row, "deleted_version", "deleted_millis"));
  }

  /// The key in two columns.
  static EntityKey key(ResultSet row, String ns, String id) throws SQLException {
    return new EntityKey(row.getString(ns), row.getString(id));
  }

  static void bindKeys(PreparedStatement statement, List<EntityKey> keys) throws SQLException {
    new ArrayBinder<>(statement, keys).text(EntityKey::ns).text(EntityKey::id);
  }

  /// Runs a statement whose parameters are keys.
  static void update(Connection connection, String sql, List<EntityKey> keys) throws SQLException {
    if (keys.isEmpty()) {
      return;
    }
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bindKeys(statement, keys);
      statement.executeUpdate();
    }
  }

  static void delete(Connection connection, String table, List<EntityKey> keys)
      throws SQLException {
    update(
        connection,
        """
        DELETE FROM %s AS t USING unnest(?::text[], ?::text[]) AS r (ns, id)
        WHERE t.ns = r.ns AND t.id = r.id
        """
            .formatted(table),
        keys);
  }

  /// Gives rows that keep their state another past.
  static void putTraces(Connection connection, String table, List<Map.Entry<EntityKey, Trace>> rows)
      throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    String sql =
        """
        UPDATE %s AS t
        SET created_at = %s, lineage = r.lineage
        FROM unnest(?::text[], ?::text[], ?::bigint[], ?::bytea[]) AS r (ns, id, created, lineage)
        WHERE t.ns = r.ns AND t.id = r.id
        """
            .formatted(table, time("r.created"));
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      new ArrayBinder<>(statement, rows)
          .text(row -> row.getKey().ns())
          .text(row -> row.getKey().id())
          .bigint(row -> row.getValue().puts().first().timeMillis())
          .bytes(row -> row.getValue().puts().toBytes());
      statement.executeUpdate();
    }
  }
}
