package dev.tailrace.secure;

import dev.tailrace.engines.PostgresServer;
import dev.tailrace.postgres.PostgresAddress;
import dev.tailrace.postgres.schema.ThingsSchema;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/// A real Postgres with this build's tables that takes TLS and passwords alone, and a user who has
/// the rights of docs/security.md and no others.
final class SecuredPostgres implements AutoCloseable {
  static final String SINK = "sink";

  private final PostgresServer server;
  private final PostgresAddress owner;

  private SecuredPostgres(PostgresServer server, PostgresAddress owner) {
    this.server = server;
    this.owner = owner;
  }

  static SecuredPostgres start(
      Path directory, Certificates certificates, String sinkPassword, List<String> grants)
      throws Exception {
    PostgresServer server = PostgresServer.start(directory, 0);
    var owner = new PostgresAddress(server.jdbcUrl(), server.user(), server.password());
    var _ = new ThingsSchema(owner).apply();
    SecuredPostgres postgres = new SecuredPostgres(server, owner);
    postgres.execute("CREATE USER %s PASSWORD '%s'".formatted(SINK, sinkPassword));
    for (String grant : grants) {
      postgres.execute(grant);
    }
    postgres.execute("ALTER SYSTEM SET ssl_cert_file = '%s'".formatted(certificates.certificate()));
    postgres.execute("ALTER SYSTEM SET ssl_key_file = '%s'".formatted(certificates.key()));
    postgres.execute("ALTER SYSTEM SET ssl = on");
    // The owner comes as before; everybody else over TLS and with a password.
    Files.writeString(
        directory.resolve("cluster/pg_hba.conf"),
        """
        host    all %s 127.0.0.1/32 trust
        hostssl all all 127.0.0.1/32 scram-sha-256
        """
            .formatted(server.user()));
    postgres.execute("SELECT pg_reload_conf()");
    return postgres;
  }

  /// For the sink.
  String url(Certificates certificates) {
    return server.jdbcUrl() + "?sslmode=verify-full&sslrootcert=" + certificates.certificate();
  }

  String urlWithoutTls() {
    return server.jdbcUrl() + "?sslmode=disable";
  }

  String one(String query) throws SQLException {
    try (Connection connection = owner.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      return rows.next() ? rows.getString(1) : "";
    }
  }

  void execute(String sql) throws SQLException {
    try (Connection connection = owner.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
