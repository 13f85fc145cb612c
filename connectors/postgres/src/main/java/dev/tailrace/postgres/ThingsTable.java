package dev.tailrace.postgres;

import dev.tailrace.things.EntityKey;
import dev.tailrace.things.Mutation.PutThing;
import dev.tailrace.things.Trace;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The table `things`, read and written a batch at a time.
final class ThingsTable {
  private static final String TRACES =
      """
      SELECT k.position, t.lineage, d.version AS deleted_version, %s AS deleted_millis
      FROM unnest(?::text[], ?::text[]) WITH ORDINALITY AS k (ns, id, position)
      LEFT JOIN things AS t ON t.ns = k.ns AND t.id = k.id
      LEFT JOIN tombstones AS d ON d.kind = 'thing' AND d.ns = k.ns AND d.id = k.id
      WHERE t.ns IS NOT NULL OR d.ns IS NOT NULL
      """
          .formatted(Rows.millis("d.deleted_at"));

  /// The lock makes the last line needless for us; a row that somebody else wrote meanwhile is kept
  /// when it is newer.
  private static final String PUT =
      """
      INSERT INTO things
        (ns, id, type, visibility, content, code, data, created_at, updated_at, version, lineage)
      SELECT ns, id, type, visibility, content, code, data::jsonb, %s, %s, version, lineage
      FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
          ?::bigint[], ?::bigint[], ?::text[], ?::bytea[])
        AS r (ns, id, type, visibility, content, code, data, created, updated, version, lineage)
      ON CONFLICT (ns, id) DO UPDATE
      SET type = excluded.type, visibility = excluded.visibility, content = excluded.content,
        code = excluded.code, data = excluded.data, created_at = excluded.created_at,
        updated_at = excluded.updated_at, version = excluded.version, lineage = excluded.lineage
      WHERE things.version < excluded.version
      """
          .formatted(Rows.time("created"), Rows.time("updated"));

  private final Connection connection;

  ThingsTable(Connection connection) {
    this.connection = connection;
  }

  /// A thing as it shall be.
  ///
  /// @param put the mutation that gives its state
  record Row(PutThing put, Trace trace) {
    EntityKey key() {
      return put.key();
    }
  }

  /// What is known of these things; nothing of one that nobody announced.
  Map<EntityKey, Trace> traces(List<EntityKey> keys) throws SQLException {
    Map<EntityKey, Trace> traces = new HashMap<>(keys.size() * 2);
    try (PreparedStatement statement = connection.prepareStatement(TRACES)) {
      Rows.bindKeys(statement, keys);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          traces.put(keys.get((int) row.getLong("position") - 1), Rows.trace(row));
        }
      }
    }
    return traces;
  }

  /// Inserts the things, or gives them another state.
  void put(List<Row> rows) throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    try (PreparedStatement statement = connection.prepareStatement(PUT)) {
      new ArrayBinder<>(statement, rows)
          .text(row -> row.key().ns())
          .text(row -> row.key().id())
          .text(row -> row.put().state().type())
          .text(row -> row.put().state().visibility())
          .text(row -> row.put().state().content())
          .text(row -> row.put().state().code())
          .text(row -> row.put().state().data())
          .bigint(row -> row.trace().puts().first().timeMillis())
          .bigint(row -> row.put().mark().timeMillis())
          .text(row -> row.put().mark().version().toString())
          .bytes(row -> row.trace().puts().toBytes());
      statement.executeUpdate();
    }
  }

  /// Gives things that keep their state another past.
  void putTraces(List<Map.Entry<EntityKey, Trace>> rows) throws SQLException {
    Rows.putTraces(connection, "things", rows);
  }

  void delete(List<EntityKey> keys) throws SQLException {
    Rows.delete(connection, "things", keys);
  }
}
