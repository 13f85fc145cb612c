package dev.tailrace.postgres;

import dev.tailrace.things.EntityKey;
import dev.tailrace.things.Mutation.PutRelationship;
import dev.tailrace.things.Trace;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The table `relationships` or `relationships_parked`, written a batch at a time.
final class RelationshipTable {
  private final Connection connection;
  private final String name;

  RelationshipTable(Connection connection, String name) {
    this.connection = connection;
    this.name = name;
  }

  /// A relationship as it shall be.
  ///
  /// @param put the mutation that gives its state
  record Row(PutRelationship put, Trace trace) {
    EntityKey key() {
      return put.key();
    }
  }

  boolean isEmpty() throws SQLException {
    String sql = "SELECT EXISTS (SELECT FROM %s)".formatted(name);
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet answer = statement.executeQuery()) {
      return answer.next() && !answer.getBoolean(1);
    }
  }

  /// The relationships that join any of these things.
  Set<EntityKey> joining(Collection<EntityKey> things) throws SQLException {
    Set<EntityKey> found = new HashSet<>();
    if (things.isEmpty()) {
      return found;
    }
    String sql =
        """
        WITH k AS MATERIALIZED (SELECT * FROM unnest(?::text[], ?::text[]) AS r (ns, id))
        SELECT r.ns, r.id FROM %1$s AS r JOIN k ON r.from_ns = k.ns AND r.from_id = k.id
        UNION
        SELECT r.ns, r.id FROM %1$s AS r JOIN k ON r.to_ns = k.ns AND r.to_id = k.id
        """
            .formatted(name);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      Rows.bindKeys(statement, List.copyOf(things));
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          found.add(Rows.key(row, "ns", "id"));
        }
      }
    }
    return found;
  }

  /// Inserts the relationships, or gives them another state.
  void put(List<Row> rows) throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    String sql =
        """
        INSERT INTO %s AS t
          (ns, id, type, visibility, from_ns, from_id, to_ns, to_id, code, data, created_at,
           updated_at, version, lineage)
        SELECT ns, id, type, visibility, from_ns, from_id, to_ns, to_id, code, data::jsonb, %s, %s,
          version, lineage
        FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
            ?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::text[], ?::bytea[])
          AS r (ns, id, type, visibility, from_ns, from_id, to_ns, to_id, code, data, created,
            updated, version, lineage)
        ON CONFLICT (ns, id) DO UPDATE
        SET type = excluded.type, visibility = excluded.visibility, from_ns = excluded.from_ns,
          from_id = excluded.from_id, to_ns = excluded.to_ns, to_id = excluded.to_id,
          code = excluded.code, data = excluded.data, created_at = excluded.created_at,
          updated_at = excluded.updated_at, version = excluded.version, lineage = excluded.lineage
        WHERE t.version < excluded.version
        """
            .formatted(name, Rows.time("created"), Rows.time("updated"));
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      new ArrayBinder<>(statement, rows)
          .text(row -> row.key().ns())
          .text(row -> row.key().id())
          .text(row -> row.put().state().type())
          .text(row -> row.put().state().visibility())
          .text(row -> row.put().ends().from().ns())
          .text(row -> row.put().ends().from().id())
          .text(row -> row.put().ends().to().ns())
          .text(row -> row.put().ends().to().id())
          .text(row -> row.put().state().code())
          .text(row -> row.put().state().data())
          .bigint(row -> row.trace().puts().first().timeMillis())
          .bigint(row -> row.put().mark().timeMillis())
          .text(row -> row.put().mark().version().toString())
          .bytes(row -> row.trace().puts().toBytes());
      statement.executeUpdate();
    }
  }

  /// Gives relationships that keep their state another past.
  void putTraces(List<Map.Entry<EntityKey, Trace>> rows) throws SQLException {
    Rows.putTraces(connection, name, rows);
  }

  /// Brings relationships as they are from the other table.
  void takeFrom(RelationshipTable other, List<EntityKey> keys) throws SQLException {
    Rows.update(
        connection,
        """
        WITH moved AS (
          DELETE FROM %s AS t USING unnest(?::text[], ?::text[]) AS r (ns, id)
          WHERE t.ns = r.ns AND t.id = r.id
          RETURNING t.*)
        INSERT INTO %s SELECT * FROM moved
        """
            .formatted(other.name, name),
        keys);
  }

  void delete(List<EntityKey> keys) throws SQLException {
    Rows.delete(connection, name, keys);
  }
}
