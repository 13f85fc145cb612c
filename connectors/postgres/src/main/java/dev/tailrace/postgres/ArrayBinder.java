package dev.tailrace.postgres;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.postgresql.PGConnection;

/// Binds rows to a statement as arrays, one for each column, in the order of the statement's
/// parameters.
final class ArrayBinder<R> {
  private final PGConnection connection;
  private final PreparedStatement statement;
  private final List<R> rows;
  private int bound;

  ArrayBinder(PreparedStatement statement, List<R> rows) throws SQLException {
    this.connection = statement.getConnection().unwrap(PGConnection.class);
    this.statement = statement;
    this.rows = rows;
  }

  ArrayBinder<R> text(Function<R, String> column) throws SQLException {
    String[] values = new String[rows.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = column.apply(rows.get(i));
    }
    return array("text", values);
  }

  ArrayBinder<R> bigint(ToLongFunction<R> column) throws SQLException {
    return array("int8", rows.stream().mapToLong(column).toArray());
  }

  ArrayBinder<R> bytes(Function<R, byte[]> column) throws SQLException {
    return array("bytea", rows.stream().map(column).toArray(byte[][]::new));
  }

  private ArrayBinder<R> array(String type, Object values) throws SQLException {
    statement.setArray(++bound, connection.createArrayOf(type, values));
    return this;
  }
}
