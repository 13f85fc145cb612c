package dev.tailrace.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TcpFaultProxyIT {
  @TempDir static Path folder;
  private static PostgresServer server;
  private TcpFaultProxy proxy;

  @BeforeAll
  static void startServer() {
    server = PostgresServer.start(folder.resolve("postgres"), PostgresCalls.CACHE, 0);
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @BeforeEach
  void start() throws SQLException {
    PostgresCalls.run(server, "DROP TABLE IF EXISTS t", "CREATE TABLE t (name text)");
    proxy = TcpFaultProxy.start(0, server.port());
  }

  @AfterEach
  void stop() {
    proxy.close();
  }

  @Test
  void withoutAFault_everythingPasses() throws SQLException {
    try (Connection connection = connect();
        PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?)")) {
      for (int i = 0; i < 1_000; i++) {
        insert.setString(1, "x".repeat(1_000) + i);
        insert.addBatch();
      }
      assertThat(insert.executeBatch()).hasSize(1_000);
      connection.commit();
      try (Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery("SELECT name FROM t")) {
        int read = 0;
        while (rows.next()) {
          read++;
        }
        assertThat(read).isEqualTo(1_000);
      }
    }
    assertThat(rows()).isEqualTo("1000");
    assertThat(proxy.faults()).isZero();
  }

  /// The driver names its COMMIT at the first one, and refers to it by name from then on.
  @ParameterizedTest
  @ValueSource(strings = {"extended", "simple", "extendedForPrepared", "extendedCacheEverything"})
  void droppedCommit_isThere(String mode) throws SQLException {
    try (Connection connection = connect("?preferQueryMode=" + mode)) {
      insert(connection, "first");
      connection.commit();
      insert(connection, "second");
      proxy.dropNextCommit();

      assertThatExceptionOfType(SQLException.class)
          .isThrownBy(connection::commit)
          .satisfies(e -> assertThat(e.getSQLState()).startsWith("08"));
    }
    assertThat(rows()).isEqualTo("2");
    assertThat(proxy.faults()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"extended", "simple", "extendedForPrepared", "extendedCacheEverything"})
  void refusedCommit_isNotThere(String mode) throws SQLException {
    try (Connection connection = connect("?preferQueryMode=" + mode)) {
      insert(connection, "first");
      connection.commit();
      insert(connection, "second");
      proxy.refuseNextCommit();

      assertThatExceptionOfType(SQLException.class)
          .isThrownBy(connection::commit)
          .satisfies(e -> assertThat(e.getSQLState()).startsWith("08"));
    }
    assertThat(rows()).isEqualTo("1");
    assertThat(proxy.faults()).isEqualTo(1);
  }

  @Test
  void commitAfterAFault_passes() throws SQLException {
    proxy.refuseNextCommit();
    try (Connection connection = connect()) {
      insert(connection, "lost");
      assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
    }
    try (Connection connection = connect()) {
      insert(connection, "kept");
      connection.commit();
    }
    assertThat(rows()).isEqualTo("1");
  }

  @Test
  void dropAll_endsWhatIsOpenAndNothingElse() throws SQLException {
    try (Connection first = connect();
        Connection second = connect()) {
      insert(first, "not committed");

      proxy.dropAll();

      assertThatThrownBy(first::commit).isInstanceOf(SQLException.class);
      assertThatThrownBy(() -> insert(second, "b")).isInstanceOf(SQLException.class);
    }
    try (Connection third = connect()) {
      insert(third, "c");
      third.commit();
    }
    assertThat(rows()).isEqualTo("1");
    assertThat(proxy.faults()).isEqualTo(2);
    // The server's half of each has ended too.
    await()
        .untilAsserted(
            () ->
                assertThat(
                        PostgresCalls.ask(
                            server,
                            "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client"
                                + " backend' AND pid <> pg_backend_pid()"))
                    .isEqualTo("0"));
  }

  @Test
  void stall_delaysAndLosesNothing() throws SQLException {
    try (Connection connection = connect()) {
      insert(connection, "a");
      long start = System.nanoTime();
      proxy.stall(Duration.ofMillis(400));

      connection.commit();

      assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(400_000_000);
    }
    assertThat(rows()).isEqualTo("1");
  }

  @Test
  void serverDown_connectionIsRefusedByItsEnd() {
    try (TcpFaultProxy toNothing = TcpFaultProxy.start(0, LoopbackPort.anyFree())) {
      assertThatThrownBy(
              () ->
                  PostgresCalls.connect(
                      "jdbc:postgresql://127.0.0.1:" + toNothing.port() + "/tailrace"))
          .isInstanceOf(SQLException.class);
    }
  }

  private Connection connect() throws SQLException {
    return connect("");
  }

  private Connection connect(String parameters) throws SQLException {
    Connection connection =
        DriverManager.getConnection(
            proxy.through(server.jdbcUrl()) + parameters, server.user(), server.password());
    connection.setAutoCommit(/* autoCommit= */ false);
    return connection;
  }

  private static void insert(Connection connection, String name) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?)")) {
      insert.setString(1, name);
      insert.execute();
    }
  }

  private static String rows() throws SQLException {
    return PostgresCalls.ask(server, "SELECT count(*) FROM t");
  }
}
