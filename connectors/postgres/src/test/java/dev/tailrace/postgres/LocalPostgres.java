package dev.tailrace.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tailrace.engines.PostgresServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/// A real Postgres with Tailrace's tables in a schema of its own.
public final class LocalPostgres implements AutoCloseable {
  private static final List<String> SCRIPTS =
      List.of("V001__things.sql", "V002__relationships.sql", "V003__thing_embeddings.sql");

  private final Path directory;
  private final String schema;
  private PostgresServer server;
  private int port;

  /// Starts a server on the directory, with the tables in place.
  public LocalPostgres(Path directory) {
    this.directory = directory;
    this.schema = "public";
    start();
  }

  /// The address with the schema of the tables.
  public String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/tailrace?currentSchema=" + schema;
  }

  public String user() {
    return server.user();
  }

  /// Starts the server on the port it had before.
  public void start() {
    server = PostgresServer.start(directory, port);
    port = server.port();
  }

  /// Stops the server; rows stay.
  public void stop() {
    server.close();
  }

  /// The server's process.
  public long pid() {
    return server.pid();
  }

  /// Drops all tables and makes them anew.
  public void recreate() {
    drop();
    execute("CREATE SCHEMA " + schema);
    for (String script : SCRIPTS) {
      execute(script(script));
    }
  }

  public void drop() {
    execute("DROP SCHEMA IF EXISTS " + schema + " CASCADE");
  }

  private static String script(String name) {
    try (InputStream in = LocalPostgres.class.getResourceAsStream("/db/migration/" + name)) {
      return new String(in.readAllBytes(), UTF_8).replace("${embedding_dimensions}", "3");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A connection of the caller's own, which may write even when the server takes no writes.
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(
        url() + "&options=-c%20default_transaction_read_only=off",
        server.user(),
        server.password());
  }

  public void execute(String sql) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  /// The rows of an answer, their columns joined by bars; null is `∅`.
  public List<String> rows(String sql) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("SET TIME ZONE 'UTC'");
      List<String> rows = new ArrayList<>();
      try (ResultSet answer = statement.executeQuery(sql)) {
        int columns = answer.getMetaData().getColumnCount();
        while (answer.next()) {
          StringBuilder row = new StringBuilder();
          for (int column = 1; column <= columns; column++) {
            String value = answer.getString(column);
            row.append(column == 1 ? "" : "|").append(value == null ? "∅" : value);
          }
          rows.add(row.toString());
        }
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
