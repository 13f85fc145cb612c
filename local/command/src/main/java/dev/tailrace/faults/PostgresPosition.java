package dev.tailrace.faults;

import dev.tailrace.postgres.PostgresAddress;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/// Asks Postgres, over one connection as long as it holds.
final class PostgresPosition implements StorePosition {
  private static final String ANSWERS_WITHIN = "connectTimeout=2&loginTimeout=2&socketTimeout=2";

  private final PostgresAddress address;
  private final String sql;
  private Connection connection;

  PostgresPosition(PostgresAddress postgres, String sql) {
    String url = postgres.jdbcUrl();
    this.address =
        new PostgresAddress(
            url + (url.contains("?") ? "&" : "?") + ANSWERS_WITHIN,
            postgres.user(),
            postgres.password());
    this.sql = sql;
  }

  @Override
  public String ask() throws Unknown {
    try {
      if (connection == null) {
        connection = address.connect();
      }
      return firstValue().orElse("no row");
    } catch (SQLException e) {
      close();
      throw new Unknown(address.place() + " does not say how far it is: " + e.getMessage(), e);
    }
  }

  private Optional<String> firstValue() throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet rows = statement.executeQuery()) {
      return rows.next() ? Optional.ofNullable(rows.getString(1)) : Optional.empty();
    }
  }

  @Override
  public void close() {
    if (connection != null) {
      try {
        connection.close();
      } catch (SQLException _) {
        // It has ended already.
      }
      connection = null;
    }
  }
}
