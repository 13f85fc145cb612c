package dev.tailrace.postgres;

import dev.tailrace.things.Ends;
import dev.tailrace.things.EntityKey;
import dev.tailrace.things.Trace;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads what is known of relationships, wherever they are, and of the things they join.
final class RelationshipView {
  private static final String HELD =
      """
      SELECT k.position, r.place, r.lineage, r.from_ns, r.from_id, r.to_ns, r.to_id,
        d.version AS deleted_version, %s AS deleted_millis
      FROM unnest(?::text[], ?::text[]) WITH ORDINALITY AS k (ns, id, position)
      LEFT JOIN (
          SELECT 'LIVE' AS place, ns, id, lineage, from_ns, from_id, to_ns, to_id
          FROM relationships
          UNION ALL
          SELECT 'PARKED' AS place, ns, id, lineage, from_ns, from_id, to_ns, to_id
          FROM relationships_parked
        ) AS r ON r.ns = k.ns AND r.id = k.id
      LEFT JOIN tombstones AS d ON d.kind = 'relationship' AND d.ns = k.ns AND d.id = k.id
      WHERE r.ns IS NOT NULL OR d.ns IS NOT NULL
      """
          .formatted(Rows.millis("d.deleted_at"));

  private static final String ENDS =
      """
      SELECT k.position, t.ns IS NOT NULL AS present,
        d.version AS deleted_version, %s AS deleted_millis
      FROM unnest(?::text[], ?::text[]) WITH ORDINALITY AS k (ns, id, position)
      LEFT JOIN things AS t ON t.ns = k.ns AND t.id = k.id
      LEFT JOIN tombstones AS d ON d.kind = 'thing' AND d.ns = k.ns AND d.id = k.id
      """
          .formatted(Rows.millis("d.deleted_at"));

  private final Connection connection;

  RelationshipView(Connection connection) {
    this.connection = connection;
  }

  /// Where a relationship is.
  enum Place {
    NOWHERE,
    LIVE,
    PARKED
  }

  /// What is known of a relationship.
  ///
  /// @param ends what it joins; null when it is nowhere
  record Held(Place place, Trace trace, Ends ends) {
    static final Held NOTHING = new Held(Place.NOWHERE, Trace.NONE, null);
  }

  /// What is known of these relationships; nothing of one that nobody announced.
  Map<EntityKey, Held> held(List<EntityKey> keys) throws SQLException {
    Map<EntityKey, Held> held = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(HELD)) {
      Rows.bindKeys(statement, keys);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          held.put(keys.get((int) row.getLong("position") - 1), held(row));
        }
      }
    }
    return held;
  }

  private static Held held(ResultSet row) throws SQLException {
    String place = row.getString("place");
    Trace trace = Rows.trace(row);
    if (place == null) {
      return new Held(Place.NOWHERE, trace, null);
    }
    Ends ends = new Ends(Rows.key(row, "from_ns", "from_id"), Rows.key(row, "to_ns", "to_id"));
    return new Held(Place.valueOf(place), trace, ends);
  }

  /// What is to be known of the things that are joined.
  Map<EntityKey, EndState> ends(List<EntityKey> things) throws SQLException {
    Map<EntityKey, EndState> ends = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(ENDS)) {
      Rows.bindKeys(statement, things);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          ends.put(
              things.get((int) row.getLong("position") - 1),
              new EndState(
                  row.getBoolean("present"), Rows.mark(row, "deleted_version", "deleted_millis")));
        }
      }
    }
    return ends;
  }
}
