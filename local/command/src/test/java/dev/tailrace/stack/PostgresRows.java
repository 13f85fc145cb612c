package dev.tailrace.stack;

import dev.tailrace.postgres.PostgresAddress;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/// Rows of a query in Postgres as text.
final class PostgresRows {
  private PostgresRows() {}

  /// The rows of an answer, their columns joined by bars; null is `∅`.
  ///
  /// @throws IllegalStateException when the server does not answer
  static List<String> of(PostgresAddress postgres, String sql) {
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery(sql)) {
      List<String> rows = new ArrayList<>();
      int columns = answer.getMetaData().getColumnCount();
      while (answer.next()) {
        List<String> values = new ArrayList<>(columns);
        for (int column = 1; column <= columns; column++) {
          String value = answer.getString(column);
          values.add(value == null ? "∅" : value);
        }
        rows.add(String.join("|", values));
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
