package dev.tailrace.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import javax.sql.DataSource;
import org.postgresql.Driver;
import org.postgresql.ds.PGSimpleDataSource;

/// A Postgres database, and as whom to speak to it.
///
/// @param jdbcUrl `jdbc:postgresql://host:5432/database`; its parameters, such as `currentSchema`
///     and `sslmode`, are the driver's
/// @param user who owns Tailrace's tables, or may write to them
/// @param password empty for none; never printed
public record PostgresAddress(String jdbcUrl, String user, String password) {
  public PostgresAddress {
    if (!jdbcUrl.startsWith("jdbc:postgresql:")
        || Driver.parseURL(jdbcUrl, new Properties()) == null) {
      throw new IllegalArgumentException(
          "'%s' is no JDBC URL of Postgres: write jdbc:postgresql://host:5432/database"
              .formatted(printable(jdbcUrl)));
    }
  }

  /// The URL without passwords, which may be among its parameters.
  public String place() {
    return printable(jdbcUrl);
  }

  /// A connection of the caller's own.
  ///
  /// @throws SQLException when none can be made
  public Connection connect() throws SQLException {
    return dataSource().getConnection();
  }

  /// Connections by the driver itself: [java.sql.DriverManager] would look for it in the class
  /// loader of whoever calls.
  public DataSource dataSource() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(jdbcUrl);
    source.setUser(user);
    source.setPassword(password);
    return source;
  }

  private static String printable(String url) {
    return url.replaceFirst("//[^/]*@", "//***@")
        .replaceAll("(?i)([?&])(ssl)?password=[^&]*", "$1")
        .replaceAll("&{2,}", "&")
        .replaceFirst("[?&]+$", "")
        .replace("?&", "?");
  }

  @Override
  public String toString() {
    return "%s as %s".formatted(place(), user);
  }
}
