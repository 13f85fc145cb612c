package dev.tailrace.postgres;

import java.sql.SQLException;
import java.util.Optional;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/// Tells a value that Postgres cannot take from everything else that can go wrong.
///
/// To blame is the value with the classes 22 (data), 54 (limits) and 23 (constraints). The
/// exception is 23503, a foreign key: nothing is written here without what it refers to, so
/// somebody else has removed that, and the next try sees it.
///
/// Source of the classes: PostgreSQL documentation, appendix "PostgreSQL Error Codes".
final class RowFaults {
  private static final String FOREIGN_KEY_VIOLATION = "23503";
  private static final int LONGEST_DETAIL = 200;

  private RowFaults() {}

  /// What is wrong with the value; empty when it is not to blame. Names the column or the
  /// constraint where the server does.
  static Optional<String> reason(SQLException e) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    boolean ofRow =
        state.startsWith("22")
            || state.startsWith("54")
            || (state.startsWith("23") && !state.equals(FOREIGN_KEY_VIOLATION));
    return ofRow ? Optional.of(described(e)) : Optional.empty();
  }

  private static String described(SQLException e) {
    ServerErrorMessage server =
        e instanceof PSQLException known ? known.getServerErrorMessage() : null;
    if (server == null) {
      return e.getMessage();
    }
    String place = server.getColumn() == null ? server.getConstraint() : server.getColumn();
    String detail = server.getDetail() == null ? "" : "; " + server.getDetail();
    return "%s%s%s (SQLSTATE %s)"
        .formatted(
            place == null ? "" : place + ": ",
            server.getMessage(),
            detail.substring(0, Math.min(LONGEST_DETAIL, detail.length())),
            server.getSQLState());
  }
}
