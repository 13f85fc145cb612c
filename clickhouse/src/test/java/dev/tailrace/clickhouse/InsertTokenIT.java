package dev.tailrace.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// One token, one copy: what the sinks build on.
class InsertTokenIT {
  @RegisterExtension private static final ClickHouseEngine ENGINE = new ClickHouseEngine();

  private SchemaDatabase database;

  @BeforeEach
  void makeDatabase() {
    database = new SchemaDatabase(ENGINE.server());
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

    database = database.on(ENGINE.restart());
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
