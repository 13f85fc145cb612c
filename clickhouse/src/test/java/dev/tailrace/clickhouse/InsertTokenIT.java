package dev.tailrace.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tailrace.engines.ClickHouseServer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One token, one copy: what the sinks build on.
class InsertTokenIT {
  @TempDir static Path directory;
  private static ClickHouseServer server;

  private SchemaDatabase database;

  @BeforeAll
  static void start() {
    server = ClickHouseServer.start(directory, 0);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void makeDatabase() {
    database = new SchemaDatabase(server);
  }

  @Test
  void oneToken_givesOneCopyEverywhere_alsoAfterARestart() {
    try (ClickHouseSchema schema = database.schema()) {
      schema.apply();
    }
    List<ObjectNode> rows = RecordedEvents.rows().subList(0, 3_000);
    database.engine().insertEvents(database.name(), rows, "events/0/batch-1");
    String once = counts();
    assertThat(once).startsWith("3000\t");
    database.engine().insertEvents(database.name(), rows, "events/0/batch-1");
    assertThat(counts()).isEqualTo(once);

    server.close();
    server = ClickHouseServer.start(directory, 0);
    database = database.on(server);
    database.engine().insertEvents(database.name(), rows, "events/0/batch-1");
    assertThat(counts()).isEqualTo(once);

    database.engine().insertEvents(database.name(), rows, "events/0/batch-2");
    assertThat(counts()).startsWith("6000\t").isNotEqualTo(once);
  }

  private String counts() {
    return database.sql(
        """
        SELECT (SELECT count() FROM events), (SELECT sum(event_count) FROM logs_by_service),
          (SELECT sum(error_count) FROM errors_by_type)
        """);
  }
}
