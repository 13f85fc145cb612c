package dev.tailrace.sink.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.postgres.LocalPostgres;
import dev.tailrace.sink.Outcome;
import dev.tailrace.things.Version;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Faults that other sinks are known for, and what a database does at a bad moment.
class KnownFaultsIT {
  private static final String NS = "shop.example.com";
  private static LocalPostgres server;

  private final Mutations make = new Mutations();
  private PostgresSink sink;

  @BeforeAll
  static void start(@TempDir Path directory) {
    server = new LocalPostgres(directory);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void emptyTables() {
    server.recreate();
    sink = sink(Map.of());
  }

  @AfterEach
  void closeSink() {
    sink.close();
  }

  private PostgresSink sink(Map<String, String> settings) {
    return PostgresSinkTask.sink(PostgresStore.config(server, settings), make.schemas());
  }

  /// Kafka Connect JDBC sink, issue 1562: a delete and a create of one key in one batch lost the
  /// created row.
  @Test
  void confluentJdbc1562_deleteAndRecreateInOneBatch_leavesTheRecreated() {
    upsert(put(1, "{\"n\": 1}"));

    upsert(put(2, "{\"n\": 2}"), delete(3), put(4, "{\"n\": 4}"));

    assertThat(rows()).containsExactly("{\"n\": 4}|4|" + version(4));

    upsert(put(5, "{\"n\": 5}"), delete(6));

    assertThat(rows()).isEmpty();
  }

  /// Kafka Connect JDBC sink, issue 1016: an upsert that comes late overwrote a newer row.
  @Test
  void confluentJdbc1016_olderUpdateThatComesLater_doesNotOverwriteTheNewer() {
    upsert(put(9, "{\"n\": 9}"));

    upsert(put(3, "{\"n\": 3}"));
    upsert(delete(2));

    assertThat(rows()).containsExactly("{\"n\": 9}|3|" + version(9));

    upsert(put(11, "{\"n\": 11}"), put(10, "{\"n\": 10}"));

    assertThat(rows()).containsExactly("{\"n\": 11}|3|" + version(11));
  }

  @Test
  void updateThatComesAfterTheDelete_doesNotBringTheRowBack() {
    upsert(delete(5));
    upsert(put(4, "{}"));

    assertThat(rows()).isEmpty();
  }

  @Test
  void lostConnection_isTriedAgain() {
    upsert(put(1, "{}"));
    server.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name ="
            + " 'tailrace-sink'");

    assertThat(sink.upsert("t", List.of(put(2, "{}")))).isInstanceOf(Outcome.Transient.class);
    upsert(put(2, "{}"));
    assertThat(rows()).containsExactly("{}|1|" + version(2));
  }

  /// A former primary after a failover takes no writes; the next try finds the new one.
  @Test
  void serverThatTakesNoWrites_isTriedAgain() {
    server.execute("ALTER DATABASE tailrace SET default_transaction_read_only = on");
    try {
      assertThat(sink.upsert("t", List.of(put(1, "{}")))).isInstanceOf(Outcome.Transient.class);
    } finally {
      server.execute(
          "SET default_transaction_read_only = off; ALTER DATABASE tailrace RESET"
              + " default_transaction_read_only");
    }
    upsert(put(1, "{}"));
    assertThat(rows()).hasSize(1);
  }

  /// Somebody else holds the row: the batch waits for the limit, and is tried again whole.
  @Test
  void rowThatSomebodyElseLocks_isTriedAgain() throws Exception {
    upsert(put(1, "{}"));
    PostgresSink hasty = sink(Map.of(PostgresSinkConfig.STATEMENT_TIMEOUT_MS, "1000"));
    try (hasty;
        Connection other = server.connect();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("SELECT * FROM things FOR UPDATE");

      assertThat(hasty.upsert("t", List.of(put(2, "{}")))).isInstanceOf(Outcome.Transient.class);

      other.rollback();
      assertThat(hasty.upsert("t", List.of(put(2, "{}")))).isInstanceOf(Outcome.Written.class);
    }
    assertThat(rows()).containsExactly("{}|1|" + version(2));
  }

  /// Somebody else updates two things in another order than the batch, and the server ends the
  /// batch.
  @Test
  void deadlockWithSomebodyElse_isTriedAgain() throws Exception {
    byte[] first = make.update(version(1), NS, "a", "{}");
    byte[] second = make.update(version(1), NS, "b", "{}");
    upsert(first, second);
    List<byte[]> newer =
        List.of(make.update(version(2), NS, "a", "{}"), make.update(version(2), NS, "b", "{}"));
    try (Connection other = server.connect();
        Statement statement = other.createStatement()) {
      statement.execute("SET deadlock_timeout = '1h'");
      other.setAutoCommit(false);
      statement.execute("UPDATE things SET type = 'theirs' WHERE id = 'b'");
      CompletableFuture<Outcome> batch =
          CompletableFuture.supplyAsync(() -> sink.upsert("t", newer));
      Awaitility.await()
          .until(
              () ->
                  server
                      .rows(
                          "SELECT wait_event_type FROM pg_stat_activity WHERE application_name ="
                              + " 'tailrace-sink'")
                      .contains("Lock"));
      statement.execute("UPDATE things SET type = 'theirs' WHERE id = 'a'");

      assertThat(batch.get(30, TimeUnit.SECONDS))
          .isInstanceOfSatisfying(
              Outcome.Transient.class, why -> assertThat(why.why()).contains("40P01"));
      other.commit();
    }
    assertThat(sink.upsert("t", newer)).isEqualTo(new Outcome.Written(2, List.of()));
    assertThat(server.rows("SELECT id, type, version FROM things ORDER BY id"))
        .containsExactly("a|Thing|" + version(2), "b|Thing|" + version(2));
  }

  @Test
  void wrongUser_stopsWithTheRemedy() {
    PostgresSinkConfig config =
        new PostgresSinkConfig(
            Map.of(PostgresSinkConfig.URL, server.url(), PostgresSinkConfig.USER, "nobody"));
    try (PostgresSink stranger = PostgresSinkTask.sink(config, make.schemas())) {
      Outcome outcome = stranger.upsert("t", List.of(put(1, "{}")));

      assertThat(outcome).isInstanceOf(Outcome.Broken.class);
      assertThat(((Outcome.Broken) outcome).why()).contains("nobody", "check postgres.user");
    }
  }

  @Test
  void tombstonesOfTheDistantPast_areForgotten() {
    upsert(delete(5));
    server.execute("UPDATE tombstones SET stored_at = now() - interval '59 days'");
    try (PostgresSink later = sink(Map.of())) {
      later.upsert("t", List.of(put(9, "{}")));
    }
    assertThat(server.rows("SELECT count(*) FROM tombstones")).containsExactly("1");

    server.execute("UPDATE tombstones SET stored_at = now() - interval '61 days'");
    try (PostgresSink later = sink(Map.of())) {
      later.upsert("t", List.of(put(9, "{}")));
    }

    assertThat(server.rows("SELECT count(*) FROM tombstones")).containsExactly("0");
  }

  private void upsert(byte[]... values) {
    assertThat(sink.upsert("things.mutations", List.of(values)))
        .isEqualTo(new Outcome.Written(values.length, List.of()));
  }

  private List<String> rows() {
    return server.rows(
        "SELECT data, (extract(epoch FROM created_at) * 1000)::bigint, version FROM things");
  }

  private byte[] put(long millis, String after) {
    return make.update(version(millis), NS, "1", after);
  }

  private byte[] delete(long millis) {
    return make.delete(version(millis), NS, "1");
  }

  private static Version version(long millis) {
    return new Version(millis << 16, 7);
  }
}
