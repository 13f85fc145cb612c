package dev.tailrace.sink.postgres;

import dev.tailrace.sink.Outcome;
import java.sql.SQLException;

/// Tells what passes, and is tried again, from what somebody must mend.
///
/// | SQLSTATE | is |
/// |---|---|
/// | 08, 40, 53, 55, 57, 58, 25006, 23503 | passing: connection, deadlock, failover, resources |
/// | 28, 3D, 3F, 42 and all others | for good: rights, a missing database or table |
///
/// A foreign key is passing, because the sink writes no relationship without its things: somebody
/// else has deleted one, and the next try parks it.
///
/// Source of the classes: PostgreSQL documentation, appendix "PostgreSQL Error Codes".
final class SqlFailures {
  private static final String FOREIGN_KEY_VIOLATION = "23503";
  private static final String READ_ONLY_TRANSACTION = "25006";

  private SqlFailures() {}

  /// The failure of the whole batch.
  ///
  /// @param store where it was to go
  static Outcome.Failure of(ConnectionSettings store, SQLException e) {
    String why = "%s: %s (SQLSTATE %s)".formatted(store, e.getMessage(), state(e));
    return passes(state(e))
        ? new Outcome.Transient(why, e)
        : new Outcome.Broken(why + remedy(state(e)), e);
  }

  private static boolean passes(String state) {
    return switch (group(state)) {
      case "08", "40", "53", "55", "57", "58" -> true;
      default -> state.equals(READ_ONLY_TRANSACTION) || state.equals(FOREIGN_KEY_VIOLATION);
    };
  }

  private static String remedy(String state) {
    return switch (group(state)) {
      case "28" -> ". Remedy: check postgres.user, postgres.password and pg_hba.conf";
      case "3D", "3F" -> ". Remedy: create the database or schema, or correct postgres.url";
      case "42" ->
          state.equals("42501")
              ? ". Remedy: grant SELECT, INSERT, UPDATE and DELETE on the tables to postgres.user"
              : ". Remedy: run tailrace schema apply on this database";
      default -> "";
    };
  }

  private static String group(String state) {
    return state.length() < 2 ? "" : state.substring(0, 2);
  }

  private static String state(SQLException e) {
    return e.getSQLState() == null ? "" : e.getSQLState();
  }
}
