package dev.tailrace.stack;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tailrace.postgres.PostgresAddress;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/// The things in Postgres against what their history in ClickHouse says, one by one.
///
/// @param things in Postgres
/// @param relationships there of which both things exist
/// @param parked relationships there of which a thing is missing
/// @param missing things that the history has and Postgres has not
/// @param unknown things that Postgres has and the history has not
/// @param differing things of which any column but `data` differs
record ThingsCheck(
    long things, long relationships, long parked, long missing, long unknown, long differing) {
  private static final int COLUMNS = 9;

  /// The times as numbers, because each engine prints them in its own way; all columns that a
  /// mutation gives besides the JSON text.
  private static final String HISTORY =
      """
      SELECT ns, id, version, toString(toUnixTimestamp64Milli(created_at)),
        toString(toUnixTimestamp64Milli(updated_at)), type, visibility, content, code
      FROM things_as_of(t = '2299-12-31 23:59:59.999')
      ORDER BY ns, id
      """;

  private static final String STORED =
      """
      SELECT ns, id, version, (extract(epoch FROM created_at) * 1000)::bigint::text,
        (extract(epoch FROM updated_at) * 1000)::bigint::text, type, visibility, content, code
      FROM things ORDER BY ns, id
      """;

  static ThingsCheck of(PostgresAddress postgres, ClickHouseHttp clickHouse) {
    try (Connection connection = postgres.connect()) {
      // Only then does the driver read rows as they are asked for.
      connection.setAutoCommit(false);
      long relationships = count(connection, "relationships");
      long parked = count(connection, "relationships_parked");
      Comparison comparison = compare(connection, clickHouse);
      return new ThingsCheck(
          comparison.stored,
          relationships,
          parked,
          comparison.missing,
          comparison.unknown,
          comparison.differing);
    } catch (SQLException e) {
      throw new StackException("cannot read the things in " + postgres + ": " + e.getMessage(), e);
    }
  }

  /// Whether every thing is as its history says.
  ///
  /// @param refused mutations that Postgres could not take: the history has them
  boolean addsUp(long refused) {
    return missing + unknown + differing <= refused;
  }

  private static long count(Connection connection, String table) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery("SELECT count(*) FROM " + table)) {
      answer.next();
      return answer.getLong(1);
    }
  }

  private static Comparison compare(Connection connection, ClickHouseHttp clickHouse)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setFetchSize(10_000);
      try (ResultSet rows = statement.executeQuery(STORED)) {
        Comparison comparison = new Comparison(rows);
        clickHouse.forEachRow(HISTORY, comparison::add);
        comparison.end();
        return comparison;
      }
    }
  }

  /// Goes through both in the order of their keys, which is that of their bytes in either engine.
  private static final class Comparison {
    private final ResultSet rows;
    private List<String> next;
    private long stored;
    private long missing;
    private long unknown;
    private long differing;

    Comparison(ResultSet rows) {
      this.rows = rows;
      advance();
    }

    void add(List<String> expected) {
      while (next != null && order(next, expected) < 0) {
        unknown++;
        advance();
      }
      if (next == null || order(next, expected) > 0) {
        missing++;
        return;
      }
      differing += Objects.equals(next, expected) ? 0 : 1;
      advance();
    }

    void end() {
      while (next != null) {
        unknown++;
        advance();
      }
    }

    private void advance() {
      try {
        next = rows.next() ? values() : null;
      } catch (SQLException e) {
        throw new StackException("cannot read the things in Postgres: " + e.getMessage(), e);
      }
      stored += next == null ? 0 : 1;
    }

    private List<String> values() throws SQLException {
      List<String> values = new ArrayList<>(COLUMNS);
      for (int column = 1; column <= COLUMNS; column++) {
        values.add(rows.getString(column));
      }
      return values;
    }

    private static int order(List<String> one, List<String> other) {
      int spaces = compareBytes(one.get(0), other.get(0));
      return spaces != 0 ? spaces : compareBytes(one.get(1), other.get(1));
    }

    private static int compareBytes(String one, String other) {
      return Arrays.compareUnsigned(one.getBytes(UTF_8), other.getBytes(UTF_8));
    }
  }
}
