package dev.tailrace.sink.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.postgresql.Driver;

/// One connection at a time, made when it is needed and given up when anything fails: whatever was
/// wrong with it, the next one finds the server that takes writes now.
///
/// Not thread-safe, apart from [#abandon].
final class PostgresConnection {
  private static final int NETWORK_GRACE_SECONDS = 10;

  private final ConnectionSettings settings;
  private volatile Connection open;
  private volatile boolean abandoned;

  PostgresConnection(ConnectionSettings settings) {
    this.settings = settings;
  }

  /// Where it leads, for messages.
  ConnectionSettings settings() {
    return settings;
  }

  /// The connection, not in auto-commit mode.
  ///
  /// @throws SQLException when none can be made
  Connection connection() throws SQLException {
    if (open == null) {
      Connection made = new Driver().connect(settings.address().jdbcUrl(), properties());
      open = made;
      if (abandoned) {
        drop();
        throw new SQLException("the sink is being closed", "08003");
      }
      prepare(made);
      made.setAutoCommit(false);
    }
    return open;
  }

  /// The limits are longer than any batch computes between two statements; a paused process must
  /// not hold others up for good.
  private void prepare(Connection made) throws SQLException {
    try (Statement statement = made.createStatement()) {
      statement.execute(
          """
          SET statement_timeout = %1$d; SET lock_timeout = %1$d;
          SET idle_in_transaction_session_timeout = %1$d; SET TIME ZONE 'UTC'
          """
              .formatted(settings.statementTimeout().toMillis()));
    }
  }

  private Properties properties() {
    Properties properties = new Properties();
    long connectSeconds = settings.connectTimeout().toSeconds();
    properties.setProperty("user", settings.address().user());
    properties.setProperty("password", settings.address().password());
    properties.setProperty("ApplicationName", "tailrace-sink");
    properties.setProperty("connectTimeout", Long.toString(connectSeconds));
    properties.setProperty("loginTimeout", Long.toString(connectSeconds));
    // A server that is gone without a word: longer than it may take over any statement.
    properties.setProperty(
        "socketTimeout",
        Long.toString(settings.statementTimeout().toSeconds() + NETWORK_GRACE_SECONDS));
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("targetServerType", "primary");
    // For a URL with several hosts: the time after which it asks again who is the primary.
    properties.setProperty("hostRecheckSeconds", "1");
    return properties;
  }

  /// Gives the connection up; the server rolls back what was not committed.
  void drop() {
    Connection dropped = open;
    open = null;
    if (dropped != null) {
      try {
        dropped.abort(Runnable::run);
      } catch (SQLException _) {
        // It is given up either way; the server notices when the socket closes.
      }
    }
  }

  /// Gives up whatever is open, from another thread, and makes no more.
  void abandon() {
    abandoned = true;
    drop();
  }
}
