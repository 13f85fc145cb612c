package dev.tailrace.sink.clickhouse;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;

/// The plans of one table, by schema id. The table is described again now and then, so that a
/// column added later is filled without a restart. Thread-safe.
final class TablePlans {
  private final String table;
  private final ClickHouseConnection connection;
  private final Duration refresh;
  private final InstantSource clock;

  private final Map<Integer, BlockPlan> plans = new HashMap<>();
  private TableLayout layout;
  private Instant readAt = Instant.MIN;

  TablePlans(String table, ClickHouseConnection connection, Duration refresh, InstantSource clock) {
    this.table = table;
    this.connection = connection;
    this.refresh = refresh;
    this.clock = clock;
  }

  /// The plan for records of this schema.
  ///
  /// @throws UnmappableField when a field cannot be written into the column of its name
  /// @throws ClickHouseFailure when the table cannot be described
  synchronized BlockPlan plan(int schemaId, Schema schema) {
    if (layout == null || readAt.plus(refresh).isBefore(clock.instant())) {
      read();
    }
    BlockPlan known = plans.get(schemaId);
    if (known == null) {
      known = BlockPlan.of(layout, schema);
      plans.put(schemaId, known);
    }
    return known;
  }

  /// Describes the table at the next question: the server said it is not what it was.
  synchronized void forget() {
    layout = null;
  }

  private void read() {
    TableLayout now = TableLayout.of(table, connection.describe(table));
    readAt = clock.instant();
    if (!now.equals(layout)) {
      layout = now;
      plans.clear();
    }
  }
}
