package dev.tailrace.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresServerIT {
  @TempDir Path directory;

  @Test
  void restart_keepsRowsAndSettings() throws Exception {
    Path halfMade = Files.createDirectories(directory.resolve("cluster.partial-1/base"));
    int port;
    try (PostgresServer server = PostgresServer.start(directory, PostgresCalls.CACHE, 0)) {
      port = server.port();
      assertThat(halfMade.getParent()).doesNotExist();
      assertThat(server.hasVector()).isFalse();
      assertThat(PostgresCalls.ask(server, "SHOW fsync")).isEqualTo("on");
      assertThat(PostgresCalls.ask(server, "SHOW log_timezone")).isEqualTo("UTC");
      assertThat(PostgresCalls.ask(server, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
      assertThat(PostgresCalls.ask(server, "SHOW unix_socket_directories")).isEmpty();
      assertThat(PostgresCalls.ask(server, "SHOW max_connections")).isEqualTo("50");
      assertThat(PostgresCalls.ask(server, "SELECT upper('ärger')")).isEqualTo("ÄRGER");
      assertThat(server.logFile()).content().contains("ready to accept connections");
      assertThat(sessionOf(server.pid())).isEqualTo(server.pid());
      PostgresCalls.run(server, "CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n");
    }
    try (PostgresServer server = PostgresServer.start(directory, PostgresCalls.CACHE, port)) {
      assertThat(server.jdbcUrl()).isEqualTo("jdbc:postgresql://127.0.0.1:" + port + "/tailrace");
      assertThat(PostgresCalls.ask(server, "SELECT sum(n) FROM kept")).isEqualTo("500500");
      assertThat(server.logFile()).content().doesNotContain("automatic recovery");
    }
  }

  @Test
  void killedServer_recoversWhatWasCommitted() throws Exception {
    Thread query;
    try (PostgresServer server = PostgresServer.start(directory, PostgresCalls.CACHE, 0)) {
      PostgresCalls.run(
          server, "CREATE TABLE kept (n int)", "INSERT INTO kept SELECT generate_series(1, 1000)");
      query = Thread.ofPlatform().start(() -> countUntilKilled(server));
      await()
          .until(
              () ->
                  PostgresCalls.ask(
                          server,
                          "SELECT count(*) FROM pg_stat_activity WHERE state = 'active'"
                              + " AND query LIKE '%10^13%' AND pid != pg_backend_pid()")
                      .equals("1"));
      ProcessHandle.of(server.pid()).orElseThrow().destroyForcibly();
      assertThat(server.exit().join()).isEqualTo(137);
    }
    // Its process would notice the end of the server only when the statement is done.
    assertThat(query.isAlive()).isTrue();

    try (PostgresServer next = PostgresServer.start(directory, PostgresCalls.CACHE, 0)) {
      assertThat(PostgresCalls.ask(next, "SELECT count(*) FROM kept")).isEqualTo("1000");
      assertThat(next.logFile()).content().contains("automatic recovery");
    }
    assertThat(query.join(Duration.ofSeconds(5))).isTrue();
  }

  @Test
  void secondStartOnADirectory_isRefusedAndTheFirstRunsOn() throws Exception {
    try (PostgresServer server = PostgresServer.start(directory, PostgresCalls.CACHE, 0)) {
      assertThatThrownBy(() -> PostgresServer.start(directory, PostgresCalls.CACHE, 0))
          .isInstanceOf(DirectoryInUseException.class)
          .hasMessageContaining(directory.toString());
      try (ChildJvm other =
          ChildJvm.start(
              PostgresMain.class, Map.of(), directory.toString(), PostgresCalls.CACHE.toString())) {
        assertThat(other.exitCode()).isEqualTo(1);
      }
      assertThat(PostgresCalls.ask(server, "SELECT 1")).isEqualTo("1");
    }
  }

  @Test
  void takenPort_isNamedAndNoClusterIsMade() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      int port = other.getLocalPort();
      assertThatThrownBy(() -> PostgresServer.start(directory, PostgresCalls.CACHE, port))
          .isInstanceOfSatisfying(
              PortTakenException.class, e -> assertThat(e.port()).isEqualTo(port));
    }
    assertThat(directory.resolve("cluster")).doesNotExist();
    // The directory is free again.
    DirectoryLock.require("a test", directory).close();
  }

  @Test
  void postgresOfSomebodyElse_isLeftAlone() throws Exception {
    Path program = directory.resolve("postgres");
    Files.copy(Path.of("/bin/sleep"), program, StandardCopyOption.COPY_ATTRIBUTES);
    Process foreign =
        new ProcessBuilder(program.toString(), "60").directory(directory.toFile()).start();
    try {
      assertThatThrownBy(() -> PostgresServer.start(directory, PostgresCalls.CACHE, 0))
          .isInstanceOf(DirectoryInUseException.class)
          .hasMessageContaining("process " + foreign.pid());
      assertThat(foreign.isAlive()).isTrue();
    } finally {
      foreign.destroyForcibly().onExit().join();
    }
  }

  @Test
  void damagedCluster_isReportedWithWhatTheServerSaid() throws Exception {
    Files.createDirectories(directory.resolve("cluster"));
    assertThatThrownBy(() -> PostgresServer.start(directory, PostgresCalls.CACHE, 0))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("PostgreSQL did not start (exit code")
        .hasMessageContaining("could not access the server configuration file");
  }

  private static void countUntilKilled(PostgresServer server) {
    try {
      PostgresCalls.run(server, "SELECT count(*) FROM generate_series(1, (10^13)::bigint)");
    } catch (SQLException _) {
      // killed, as it should be
    }
  }

  private static long sessionOf(long pid) throws Exception {
    String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    // After the name in brackets: state, parent, group, session.
    return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ", 5)[3]);
  }
}
