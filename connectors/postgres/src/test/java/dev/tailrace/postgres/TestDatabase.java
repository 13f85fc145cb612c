package dev.tailrace.postgres;

import dev.tailrace.engines.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/// An empty database of its own on a server that tests share.
public final class TestDatabase {
  private static final AtomicInteger DATABASES = new AtomicInteger();

  private final PostgresAddress address;

  private TestDatabase(PostgresAddress address) {
    this.address = address;
  }

  public static TestDatabase on(PostgresServer server) {
    String name = "test_" + DATABASES.incrementAndGet();
    var superuser = new PostgresAddress(server.jdbcUrl(), server.user(), server.password());
    new TestDatabase(superuser).run("CREATE DATABASE " + name);
    return new TestDatabase(
        new PostgresAddress(
            "jdbc:postgresql://127.0.0.1:%d/%s".formatted(server.port(), name),
            server.user(),
            server.password()));
  }

  public PostgresAddress address() {
    return address;
  }

  /// The same database as another user.
  public PostgresAddress as(String user, String password) {
    return new PostgresAddress(address.jdbcUrl(), user, password);
  }

  /// The same database with parameters of the driver.
  public PostgresAddress with(String parameters) {
    return new PostgresAddress(
        address.jdbcUrl() + "?" + parameters, address.user(), address.password());
  }

  public void run(String... statements) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  /// The first column of all rows, with commas between.
  public String ask(String sql, Object... parameters) {
    try (Connection connection = connect();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      StringBuilder values = new StringBuilder();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          values.append(values.isEmpty() ? "" : ",").append(rows.getString(1));
        }
      }
      return values.toString();
    } catch (SQLException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password());
  }
}
