package dev.tailrace.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

/// Keeps the table `tombstones` from growing for good.
public final class Tombstones {
  private static final int SLICE = 10_000;

  private Tombstones() {}

  /// Removes the tombstones that were stored longer ago than that, and commits.
  ///
  /// @param connection not in auto-commit mode
  /// @return how many
  public static long purge(Connection connection, Instant now, Duration retention)
      throws SQLException {
    long purged = 0;
    int slice;
    do {
      slice = purgeSlice(connection, now.minus(retention));
      connection.commit();
      purged += slice;
    } while (slice == SLICE);
    return purged;
  }

  /// In slices, so that no transaction takes long.
  private static int purgeSlice(Connection connection, Instant before) throws SQLException {
    String sql =
        """
        DELETE FROM tombstones WHERE (kind, ns, id) IN (
          SELECT kind, ns, id FROM tombstones WHERE stored_at < %s ORDER BY stored_at LIMIT %d)
        """
            .formatted(Rows.time("?::bigint"), SLICE);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, before.toEpochMilli());
      return statement.executeUpdate();
    }
  }
}
