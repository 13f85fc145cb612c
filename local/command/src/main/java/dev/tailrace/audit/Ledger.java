package dev.tailrace.audit;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/// What the audit remembers: a DuckDB database in a temporary folder. It has a memory limit and
/// spills, so neither groups nor windows nor entities are bounded by the heap.
///
/// Sums of hashes are 64 bits and wrap; SQL sums are of 128 bits, and `wrapped` brings them back.
/// Not thread-safe.
final class Ledger implements AutoCloseable {
  private static final String MEMORY = "256MB";

  /// Passes on one row of an answer.
  @FunctionalInterface
  interface RowReader {
    void read(ResultSet row) throws SQLException;
  }

  private final TemporaryFolder folder;
  private final DuckDBConnection connection;

  private Ledger(TemporaryFolder folder, DuckDBConnection connection) {
    this.folder = folder;
    this.connection = connection;
  }

  static Ledger create() {
    TemporaryFolder folder = TemporaryFolder.create(Path.of(System.getProperty("java.io.tmpdir")));
    try {
      Connection opened =
          DriverManager.getConnection("jdbc:duckdb:" + folder.path().resolve("ledger"));
      Ledger ledger = new Ledger(folder, opened.unwrap(DuckDBConnection.class));
      ledger.run("SET memory_limit = '" + MEMORY + "'");
      ledger.run("SET threads = 2");
      ledger.run("SET preserve_insertion_order = false");
      ledger.run("SET temp_directory = '" + folder.path().resolve("spill") + "'");
      for (String statement : LedgerTables.SQL.split(";\\s*", -1)) {
        if (!statement.isBlank()) {
          ledger.run(statement);
        }
      }
      return ledger;
    } catch (SQLException e) {
      folder.close();
      throw failed("open its database", e);
    }
  }

  /// A file of this name in the temporary folder.
  Path file(String name) {
    return folder.path().resolve(name);
  }

  /// Runs a statement with values for its question marks.
  void run(String sql, Object... values) {
    try (PreparedStatement statement = prepare(sql, values)) {
      boolean _ = statement.execute();
    } catch (SQLException e) {
      throw failed(sql, e);
    }
  }

  void query(RowReader reader, String sql, Object... values) {
    try (PreparedStatement statement = prepare(sql, values);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        reader.read(rows);
      }
    } catch (SQLException e) {
      throw failed(sql, e);
    }
  }

  /// The numbers of a single row; null counts as 0.
  List<Long> numbers(String sql, Object... values) {
    List<Long> numbers = new ArrayList<>();
    query(
        row -> {
          for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
            numbers.add(row.getLong(column));
          }
        },
        sql,
        values);
    return numbers;
  }

  /// The texts of a single column.
  List<String> texts(String sql, Object... values) {
    List<String> texts = new ArrayList<>();
    query(row -> texts.add(row.getString(1)), sql, values);
    return texts;
  }

  private PreparedStatement prepare(String sql, Object... values) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    return statement;
  }

  /// Appends rows to a table, until it is closed.
  Rows append(String table) {
    try {
      return new Rows(table, connection.createAppender("main", table));
    } catch (SQLException e) {
      throw failed("append to " + table, e);
    }
  }

  /// Rows on their way into a table.
  static final class Rows implements AutoCloseable {
    private final String table;
    private final DuckDBAppender appender;

    Rows(String table, DuckDBAppender appender) {
      this.table = table;
      this.appender = appender;
    }

    /// @param values in the order of the columns: Long, Integer, Boolean, String or null
    void add(Object... values) {
      try {
        var _ = appender.beginRow();
        for (Object value : values) {
          var _ =
              switch (value) {
                case null -> appender.appendNull();
                case Long number -> appender.append(number.longValue());
                case Integer number -> appender.append(number.intValue());
                case Boolean flag -> appender.append(flag.booleanValue());
                default -> appender.append(value.toString());
              };
        }
        var _ = appender.endRow();
      } catch (SQLException e) {
        throw failed("append to " + table, e);
      }
    }

    @Override
    public void close() {
      try {
        appender.close();
      } catch (SQLException e) {
        throw failed("append to " + table, e);
      }
    }
  }

  private static AuditException failed(String what, SQLException e) {
    return new AuditException(
        "the audit's own database cannot %s: %s".formatted(what.strip(), e.getMessage()), e);
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw failed("close", e);
    } finally {
      folder.close();
    }
  }
}
