package dev.tailrace.engines;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClickHouseServerIT {
  @TempDir Path directory;

  @Test
  void restart_keepsTablesAndQueryLog() throws Exception {
    try (ClickHouseServer server = ClickHouseServer.start(directory, 0)) {
      Sql.run(server.url(), "CREATE TABLE kept (n UInt64) ENGINE = MergeTree ORDER BY n");
      Sql.run(server.url(), "INSERT INTO kept SELECT number FROM numbers(100000)");
      Sql.run(server.url(), "SELECT 'remember me'");
      Sql.run(server.url(), "SYSTEM FLUSH LOGS");
    }
    try (ClickHouseServer server = ClickHouseServer.start(directory, 0)) {
      assertThat(Sql.run(server.url(), "SELECT count(), sum(n) FROM kept"))
          .isEqualTo("100000\t4999950000");
      assertThat(
              Sql.run(
                  server.url(),
                  "SELECT count() FROM system.query_log WHERE query = 'SELECT \\'remember me\\''"
                      + " AND type = 'QueryFinish'"))
          .isEqualTo("1");
    }
  }

  @Test
  void sameDeduplicationToken_givesOneCopyAlsoAfterKill() throws Exception {
    Map<String, String> token =
        Map.of("insert_deduplication_token", "events-0-01", "async_insert", "0");
    ClickHouseServer first = ClickHouseServer.start(directory, 0);
    Sql.run(
        first.url(),
        "CREATE TABLE once (n UInt64) ENGINE = MergeTree ORDER BY n SETTINGS"
            + " non_replicated_deduplication_window = 1000");
    Sql.run(first.url(), "INSERT INTO once SELECT number FROM numbers(1000)", token);
    Sql.run(first.url(), "INSERT INTO once SELECT number FROM numbers(1000)", token);
    assertThat(Sql.run(first.url(), "SELECT count() FROM once")).isEqualTo("1000");
    ProcessHandle.of(first.pid()).orElseThrow().destroyForcibly();
    first.exit().join();

    try (ClickHouseServer second = ClickHouseServer.start(directory, 0)) {
      Sql.run(second.url(), "INSERT INTO once SELECT number FROM numbers(1000)", token);
      assertThat(Sql.run(second.url(), "SELECT count() FROM once")).isEqualTo("1000");
    }
  }

  @Test
  void takenPort_isNamedAndNothingIsWritten() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      int port = other.getLocalPort();
      assertThatThrownBy(() -> ClickHouseServer.start(directory, port))
          .isInstanceOfSatisfying(
              PortTakenException.class, e -> assertThat(e.port()).isEqualTo(port))
          .hasMessageContaining("choose another port");
      assertThat(directory).isEmptyDirectory();
    }
  }

  @Test
  void secondServerOnTheDirectory_isRefusedAndTheFirstGoesOn() throws Exception {
    try (ClickHouseServer first = ClickHouseServer.start(directory, 0)) {
      assertThatThrownBy(() -> ClickHouseServer.start(directory, 0))
          .isInstanceOf(DirectoryInUseException.class)
          .hasMessageContaining(directory.toString())
          .hasMessageContaining("process " + first.pid());
      assertThat(Sql.run(first.url(), "SELECT 1")).isEqualTo("1");
    }
  }

  @Test
  void close_endsTheProcessCleanly() throws Exception {
    ClickHouseServer server = ClickHouseServer.start(directory, 0);
    Sql.run(server.url(), "SELECT 1");
    server.close();
    assertThat(server.exit().get(10, TimeUnit.SECONDS)).isZero();
    assertThat(ProcessHandle.of(server.pid())).isEmpty();
    server.close();
  }

  @Test
  void memoryLimit_failsTheQueryAndNotTheServer() throws Exception {
    var settings = ClickHouseServer.Settings.of(directory).withMemoryBytes(600L << 20);
    try (ClickHouseServer server = ClickHouseServer.start(settings)) {
      assertThatThrownBy(
              () ->
                  Sql.run(
                      server.url(), "SELECT length(groupArray(number)) FROM numbers(150000000)"))
          .hasMessageContaining("MEMORY_LIMIT_EXCEEDED");
      assertThat(Sql.run(server.url(), "SELECT 1")).isEqualTo("1");
    }
  }

  @Test
  void garbageOnThePort_doesNotEndTheEngine() throws Exception {
    try (ClickHouseServer server = ClickHouseServer.start(directory, 0)) {
      for (int i = 0; i < 100; i++) {
        try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), server.port())) {
          socket.getOutputStream().write("POST / HTTP/1.1\r\nContent-Length: 9".getBytes(UTF_8));
        }
        try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), server.port())) {
          socket.getOutputStream().write(new byte[] {0, (byte) 0xff, 13, 10, 13, 10, 7});
          socket.setSoLinger(true, 0);
        }
      }
      assertThat(Sql.run(server.url(), "SELECT 1")).isEqualTo("1");
      assertThat(server.exit()).isNotDone();
    }
  }

  @Test
  void idleConnection_doesNotDelayTheStop() throws Exception {
    ClickHouseServer server = ClickHouseServer.start(directory, 0);
    Sql.run(server.url(), "SELECT 1");
    server.close();
    // An engine that waits for its clients in vain ends the process without a word.
    assertThat(Files.readString(directory.resolve("process.log")))
        .contains(ClickHouseProcess.STOPPED);
  }

  @Test
  void engineThatCannotStart_saysWhatItsLogSays() throws Exception {
    Files.createDirectories(directory.resolve("store/metadata"));
    Files.writeString(directory.resolve("store/metadata/system.sql"), "ATTACH NONSENSE");
    assertThatThrownBy(() -> ClickHouseServer.start(directory, 0))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("Syntax error")
        .hasMessageContaining(directory.resolve("process.log").toString());
  }
}
