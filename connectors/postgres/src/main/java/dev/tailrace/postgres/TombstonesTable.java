package dev.tailrace.postgres;

import dev.tailrace.things.EntityKey;
import dev.tailrace.things.Mark;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/// The table `tombstones`: the last delete of each entity.
final class TombstonesTable {
  private final Connection connection;
  private final String put;

  /// @param kind of the entities: `thing` or `relationship`
  TombstonesTable(Connection connection, String kind) {
    this.connection = connection;
    this.put =
        """
        INSERT INTO tombstones (kind, ns, id, version, deleted_at)
        SELECT '%s', ns, id, version, %s
        FROM unnest(?::text[], ?::text[], ?::text[], ?::bigint[]) AS r (ns, id, version, deleted)
        ON CONFLICT (kind, ns, id) DO UPDATE
        SET version = excluded.version, deleted_at = excluded.deleted_at, stored_at = now()
        WHERE tombstones.version < excluded.version
        """
            .formatted(kind, Rows.time("deleted"));
  }

  void put(List<Map.Entry<EntityKey, Mark>> deletes) throws SQLException {
    if (deletes.isEmpty()) {
      return;
    }
    try (PreparedStatement statement = connection.prepareStatement(put)) {
      new ArrayBinder<>(statement, deletes)
          .text(delete -> delete.getKey().ns())
          .text(delete -> delete.getKey().id())
          .text(delete -> delete.getValue().version().toString())
          .bigint(delete -> delete.getValue().timeMillis());
      statement.executeUpdate();
    }
  }
}
