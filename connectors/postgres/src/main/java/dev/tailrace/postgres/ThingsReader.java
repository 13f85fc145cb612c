package dev.tailrace.postgres;

import dev.tailrace.things.Direction;
import dev.tailrace.things.Ends;
import dev.tailrace.things.EntityKey;
import dev.tailrace.things.RelationshipPage;
import dev.tailrace.things.RelationshipRow;
import dev.tailrace.things.RelationshipRow.Standing;
import dev.tailrace.things.State;
import dev.tailrace.things.ThingRow;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads single things, their relationships and their tombstones. Not thread-safe.
public final class ThingsReader {
  private static final String CANDIDATES =
      "unnest(?::text[], ?::text[]) WITH ORDINALITY AS k (ns, id, position)";

  private static final String FIRST =
      """
      SELECT t.ns, t.id, t.type, t.visibility, t.content, t.code, t.data, t.created_at,
        t.updated_at, t.version
      FROM %s
      JOIN things AS t ON t.ns = k.ns AND t.id = k.id
      ORDER BY k.position LIMIT 1
      """
          .formatted(CANDIDATES);

  private static final String FIRST_TOMBSTONE =
      """
      SELECT d.ns, d.id, d.deleted_at, d.version
      FROM %s
      JOIN tombstones AS d ON d.kind = 'thing' AND d.ns = k.ns AND d.id = k.id
      ORDER BY k.position LIMIT 1
      """
          .formatted(CANDIDATES);

  private final Connection connection;

  /// @param connection stays the caller's
  public ThingsReader(Connection connection) {
    this.connection = connection;
  }

  /// That a thing was deleted.
  ///
  /// @param at as the Worker announced it
  /// @param version text of the version up to which no mutation counts
  public record Deletion(EntityKey key, Instant at, String version) {}

  /// What is asked within one snapshot of the database.
  @FunctionalInterface
  public interface Question<T> {
    T ask(ThingsReader reader) throws SQLException;
  }

  /// Asks a database, all within one snapshot: rows that belong together are read together.
  ///
  /// @throws PostgresException when the database cannot be reached or refuses a statement
  public static <T> T in(PostgresAddress address, Question<T> question) {
    try (Connection connection = address.connect()) {
      connection.setAutoCommit(false);
      connection.setReadOnly(true);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      return question.ask(new ThingsReader(connection));
    } catch (SQLException e) {
      throw PostgresRefusal.of(address, e);
    }
  }

  /// The first of these things that is there.
  public Optional<ThingRow> first(List<EntityKey> candidates) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(FIRST)) {
      Rows.bindKeys(statement, candidates);
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        return Optional.of(
            new ThingRow(
                Rows.key(row, "ns", "id"),
                state(row, row.getString("content")),
                time(row, "created_at"),
                time(row, "updated_at"),
                row.getString("version")));
      }
    }
  }

  /// The tombstone of the first of these things that has one; also of a thing that is there again.
  public Optional<Deletion> firstDeletion(List<EntityKey> candidates) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(FIRST_TOMBSTONE)) {
      Rows.bindKeys(statement, candidates);
      try (ResultSet row = statement.executeQuery()) {
        return row.next()
            ? Optional.of(
                new Deletion(
                    Rows.key(row, "ns", "id"), time(row, "deleted_at"), row.getString("version")))
            : Optional.empty();
      }
    }
  }

  /// The relationships that have a thing on one of their ends, by type, live and parked ones. A
  /// thing that is not there can have parked ones.
  ///
  /// @param most how many to give, at least 1
  public RelationshipPage relationships(EntityKey thing, Direction direction, int most)
      throws SQLException {
    String end =
        switch (direction) {
          case FROM -> "from";
          case TO -> "to";
        };
    String sql =
        """
        SELECT r.*, count(*) OVER () AS total
        FROM (
            SELECT 'LIVE' AS standing, relationships.* FROM relationships
            UNION ALL
            SELECT 'PARKED' AS standing, relationships_parked.* FROM relationships_parked
          ) AS r
        WHERE %1$s_ns = ? AND %1$s_id = ?
        ORDER BY type, ns, id LIMIT ?
        """
            .formatted(end);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, thing.ns());
      statement.setString(2, thing.id());
      statement.setInt(3, most);
      try (ResultSet row = statement.executeQuery()) {
        List<RelationshipRow> rows = new ArrayList<>();
        long total = 0;
        while (row.next()) {
          rows.add(relationship(row));
          total = row.getLong("total");
        }
        return new RelationshipPage(rows, total);
      }
    }
  }

  private static RelationshipRow relationship(ResultSet row) throws SQLException {
    return new RelationshipRow(
        Standing.valueOf(row.getString("standing")),
        Rows.key(row, "ns", "id"),
        new Ends(Rows.key(row, "from_ns", "from_id"), Rows.key(row, "to_ns", "to_id")),
        state(row, null),
        time(row, "created_at"),
        time(row, "updated_at"),
        row.getString("version"));
  }

  private static State state(ResultSet row, String content) throws SQLException {
    return new State(
        row.getString("type"),
        row.getString("visibility"),
        content,
        row.getString("code"),
        row.getString("data"));
  }

  private static Instant time(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }
}
