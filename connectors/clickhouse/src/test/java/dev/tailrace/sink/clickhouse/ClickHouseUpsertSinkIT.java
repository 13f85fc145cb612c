package dev.tailrace.sink.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.sink.FakeConnect;
import dev.tailrace.sink.Outcome;
import dev.tailrace.sink.UpsertSink;
import dev.tailrace.sink.UpsertSinkContract;
import dev.tailrace.sink.UpsertStoreUnderTest;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The contract of upserts on the real engine.
class ClickHouseUpsertSinkIT extends UpsertSinkContract {
  @TempDir static Path directory;
  private static LocalClickHouse server;

  @BeforeAll
  static void startServer() {
    server = new LocalClickHouse(directory);
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @Override
  protected UpsertStoreUnderTest newStore() {
    return new ClickHouseUpsertStore(server);
  }

  @Test
  void tableThatDoesNotReplace_isRefusedWithTheRemedy() {
    ClickHouseUpsertStore store = new ClickHouseUpsertStore(server);
    store.dropTable();
    store.createTable("MergeTree");
    try (UpsertSink sink = store.connect()) {
      Outcome outcome = sink.upsert(FakeConnect.TOPIC, List.of(store.state(1, 1, 1)));

      assertThat(outcome).isInstanceOf(Outcome.Broken.class);
      assertThat(((Outcome.Broken) outcome).why())
          .contains("engine MergeTree", "ReplacingMergeTree(version)");
    }
    assertThat(server.query("SELECT count() FROM " + ClickHouseUpsertStore.TABLE)).isEqualTo("0");
  }

  @Test
  void collection_isOneInsertWithTheSettingsOfUpserts() {
    ClickHouseUpsertStore store = new ClickHouseUpsertStore(server);
    server.query("SYSTEM FLUSH LOGS");
    server.query("TRUNCATE TABLE system.query_log");
    try (UpsertSink sink = store.connect()) {
      sink.upsert(FakeConnect.TOPIC, List.of(store.state(1, 1, 1), store.state(2, 1, 1)));
    }
    server.query("SYSTEM FLUSH LOGS");

    assertThat(
            server.query(
                """
                SELECT written_rows, Settings['async_insert'], Settings['insert_deduplicate'],
                  Settings['max_partitions_per_insert_block']
                FROM system.query_log WHERE type = 'QueryFinish' AND query_kind = 'Insert'
                """))
        .isEqualTo("2\t0\t0\t0");
  }
}
