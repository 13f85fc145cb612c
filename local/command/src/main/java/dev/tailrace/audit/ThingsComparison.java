package dev.tailrace.audit;

import dev.tailrace.postgres.PostgresAddress;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/// The entities in Postgres against what the mutations of the raw records make of them.
///
/// The rule, from docs/things.md: of an entity's mutations the one with the highest version counts.
/// A relationship is gone when one of its things was deleted by a higher version than its own; else
/// it is there while both things are, and parked otherwise. `created_at` is not compared, because
/// its rule has documented limits.
final class ThingsComparison {
  private static final int MOST_SENTENCES = 20;
  private static final String THINGS =
      """
      SELECT ns, id, version, type, visibility, content, code, data::text,
        (extract(epoch FROM updated_at) * 1000)::bigint, NULL, NULL, NULL, NULL
      FROM things
      """;
  private static final String RELATIONSHIPS =
      """
      SELECT ns, id, version, type, visibility, NULL, code, data::text,
        (extract(epoch FROM updated_at) * 1000)::bigint, from_ns, from_id, to_ns, to_id
      FROM %s
      """;

  private final PostgresAddress postgres;
  private final Ledger ledger;
  private final JsonHash json = new JsonHash();
  private final CanonicalText text = new CanonicalText();

  ThingsComparison(PostgresAddress postgres, Ledger ledger) {
    this.postgres = postgres;
    this.ledger = ledger;
  }

  /// Reads the tables, as they are at one moment; fills `found_entity`.
  void note() {
    ledger.run("DELETE FROM found_entity");
    try (Connection connection = postgres.connect();
        Ledger.Rows rows = ledger.append("found_entity")) {
      connection.setAutoCommit(false); // only then does the driver read rows as they are asked for
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      note(connection, THINGS, "thing", Place.LIVE, rows);
      note(connection, RELATIONSHIPS.formatted("relationships"), "relationship", Place.LIVE, rows);
      note(
          connection,
          RELATIONSHIPS.formatted("relationships_parked"),
          "relationship",
          Place.PARKED,
          rows);
      connection.rollback();
    } catch (SQLException e) {
      throw new AuditException(
          "cannot read the things in %s: %s".formatted(postgres.place(), e.getMessage()), e);
    }
  }

  private enum Place {
    LIVE,
    PARKED
  }

  private void note(Connection connection, String sql, String kind, Place place, Ledger.Rows rows)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setFetchSize(1_000);
      try (ResultSet row = statement.executeQuery(sql)) {
        while (row.next()) {
          rows.add(
              kind,
              place == Place.PARKED,
              row.getString(1),
              row.getString(2),
              row.getString(3),
              row.getString(4),
              EntityState.texts(text, row.getString(5), row.getString(6), row.getString(7)),
              json.hash(row.getString(8)),
              row.getLong(9),
              row.getString(10),
              row.getString(11),
              row.getString(12),
              row.getString(13));
        }
      }
    }
  }

  /// Notes what each entity must be; fills `expected_entity` and `skipped_entity`.
  ///
  /// @param epoch the last whose mutations count; entities with a later one are not compared
  void expect(int epoch) {
    ledger.run(
        """
        CREATE OR REPLACE TEMP TABLE counted AS
        SELECT m.* FROM mutation AS m ANTI JOIN refused_mutation AS r ON r.version = m.version
        WHERE m.epoch <= ?
        """,
        epoch);
    ledger.run(
        """
        CREATE OR REPLACE TEMP TABLE winner AS
        SELECT m.* FROM counted AS m
        JOIN (SELECT kind, ns, id, max(version) AS version FROM counted GROUP BY kind, ns, id) AS w
          ON w.kind = m.kind AND w.ns = m.ns AND w.id = m.id AND w.version = m.version
        """);
    ledger.run(
        """
        CREATE OR REPLACE TEMP TABLE expected_entity AS
        WITH live AS (SELECT ns, id FROM winner WHERE kind = 'thing' AND NOT deleted),
          gone AS (SELECT ns, id, max(version) AS version FROM counted
            WHERE kind = 'thing' AND deleted GROUP BY ns, id)
        SELECT w.*, w.kind = 'relationship' AND (f.ns IS NULL OR t.ns IS NULL) AS parked
        FROM winner AS w
        LEFT JOIN live AS f ON f.ns = w.from_ns AND f.id = w.from_id
        LEFT JOIN live AS t ON t.ns = w.to_ns AND t.id = w.to_id
        LEFT JOIN gone AS df ON df.ns = w.from_ns AND df.id = w.from_id
        LEFT JOIN gone AS dt ON dt.ns = w.to_ns AND dt.id = w.to_id
        WHERE NOT w.deleted AND coalesce(df.version < w.version, true)
          AND coalesce(dt.version < w.version, true)
        """);
    ledger.run(
        """
        CREATE OR REPLACE TEMP TABLE skipped_entity AS
        WITH t AS (FROM touched_entity UNION SELECT kind, ns, id FROM mutation WHERE epoch > ?)
        SELECT DISTINCT kind, ns, id FROM (
          FROM t
          UNION ALL SELECT m.kind, m.ns, m.id FROM mutation AS m
            JOIN t ON t.kind = 'thing' AND ((t.ns = m.from_ns AND t.id = m.from_id)
              OR (t.ns = m.to_ns AND t.id = m.to_id)) WHERE m.kind = 'relationship')
        """,
        epoch);
  }

  /// @param kind `thing` or `relationship`
  /// @param bounds of the raw records; of those that are dropped the state of others may stem
  StoreVerdict compare(String store, String kind, Bounds bounds) {
    ledger.run(
        """
        CREATE OR REPLACE TEMP TABLE entity_difference AS
        WITH e AS (SELECT e.* FROM expected_entity AS e
            ANTI JOIN skipped_entity AS s ON s.kind = e.kind AND s.ns = e.ns AND s.id = e.id
            WHERE e.kind = '%1$s'),
          c AS (SELECT ns, id, count(*) AS n FROM found_entity WHERE kind = '%1$s' GROUP BY ns, id),
          f AS (SELECT f.*, c.n FROM found_entity AS f JOIN c ON c.ns = f.ns AND c.id = f.id
            ANTI JOIN skipped_entity AS s ON s.kind = f.kind AND s.ns = f.ns AND s.id = f.id
            ANTI JOIN refused_mutation AS r ON r.version = f.version
            WHERE f.kind = '%1$s')
        SELECT coalesce(e.ns, f.ns) AS ns, coalesce(e.id, f.id) AS id, e.ns IS NOT NULL AS wanted,
          f.ns IS NOT NULL AS there, coalesce(f.n, 0) AS n, e.part AS part, e.off AS off,
          concat_ws(', ',
            CASE WHEN e.version IS DISTINCT FROM f.version
              THEN 'version is ' || f.version || ', must be ' || e.version END,
            CASE WHEN e.type IS DISTINCT FROM f.type
              THEN 'type is ''' || f.type || ''', must be ''' || e.type || '''' END,
            CASE WHEN e.texts IS DISTINCT FROM f.texts
              THEN 'visibility, content or code is another' END,
            CASE WHEN e.data IS DISTINCT FROM f.data THEN 'data is another' END,
            CASE WHEN e.updated IS DISTINCT FROM f.updated
              THEN 'updated_at is ' || make_timestamp_ms(f.updated) || ', must be '
                || make_timestamp_ms(e.updated) END,
            CASE WHEN (e.from_ns, e.from_id, e.to_ns, e.to_id)
                IS DISTINCT FROM (f.from_ns, f.from_id, f.to_ns, f.to_id)
              THEN 'it joins other things' END,
            CASE WHEN e.parked IS DISTINCT FROM f.parked
              THEN CASE WHEN f.parked THEN 'it is parked, and both its things are there'
                ELSE 'it is not parked, and a thing of it is missing' END END) AS words
        FROM e FULL OUTER JOIN f ON f.ns = e.ns AND f.id = e.id
        """
            .formatted(kind));
    // Before the topic's first record there was a past that nobody can read any more.
    String counts = bounds.isCut() ? "wanted" : "true";
    List<Long> totals =
        ledger.numbers(
            """
            SELECT count(*) FILTER (WHERE wanted), count(*) FILTER (WHERE there),
              count(*) FILTER (WHERE wanted AND NOT there),
              sum(CASE WHEN n > 1 AND wanted THEN (n - 1) / n ELSE 0 END)::BIGINT,
              count(*) FILTER (WHERE there AND (NOT wanted OR (n = 1 AND words != '')) AND %s)
            FROM entity_difference
            """
                .formatted(counts));
    List<String> sentences =
        ledger.texts(
            """
            SELECT '%s ' || ns || ' ' || id || CASE
                WHEN NOT wanted THEN ' is there, but no mutation says so'
                WHEN NOT there THEN ' is missing' || raw_at
                WHEN n > 1 THEN ' is there and parked' || raw_at
                ELSE raw_at || ': ' || words
              END
            FROM (SELECT *, ' (%s-' || part || '@' || off || ')' AS raw_at FROM entity_difference)
            WHERE (NOT wanted OR NOT there OR n > 1 OR words != '') AND %s
            ORDER BY ns, id LIMIT %d
            """
                .formatted(kind, bounds.topic(), counts, MOST_SENTENCES));
    return new StoreVerdict(
        store,
        totals.get(0),
        totals.get(1),
        totals.get(2),
        totals.get(3),
        totals.get(4),
        sentences);
  }
}
