package dev.tailrace.audit;

import dev.tailrace.event.Enriched;
import dev.tailrace.event.EnrichedEvent;
import dev.tailrace.event.EntityMutation;
import dev.tailrace.event.MutationResult;

/// The windows and entities of which a round says nothing, because records touch them that it does
/// not count: those that came after its moment, and those that the raw topic has dropped.
///
/// Not thread-safe.
final class TouchedState {
  private final AuditConnections connections;
  private final RawReading reading;
  private final ClickHouseQueries clickHouse;

  TouchedState(AuditConnections connections, RawReading reading, ClickHouseQueries clickHouse) {
    this.connections = connections;
    this.reading = reading;
    this.clickHouse = clickHouse;
  }

  /// Fills `touched_cell` and `touched_entity`. Call it when the state has been read: what touched
  /// it is on the raw topic then.
  void note(Bounds bounds) {
    Ledger ledger = connections.ledger();
    TopicReader raw = connections.topics().raw();
    ledger.run("DELETE FROM touched_cell");
    ledger.run("DELETE FROM touched_entity");
    try (Ledger.Rows cells = ledger.append("touched_cell");
        Ledger.Rows entities = ledger.append("touched_entity")) {
      raw.read(
          reading.position(),
          raw.ends(),
          record -> {
            if (connections.reader().read(record)
                instanceof RawReader.Outcome.Event(Enriched enriched)) {
              note(enriched, cells, entities);
            }
          });
      if (bounds.isCut()) {
        noteDropped(bounds.droppedSql(), cells, entities);
      }
    }
  }

  private static void note(Enriched enriched, Ledger.Rows cells, Ledger.Rows entities) {
    EnrichedEvent event = enriched.event();
    if (CellSums.counts(event)) {
      add(cells, CellSums.Key.hour(event));
      if (CellSums.isError(event)) {
        add(cells, CellSums.Key.errors(event));
      }
    }
    for (MutationResult result : enriched.mutations()) {
      if (result instanceof MutationResult.Accepted(_, EntityMutation mutation)) {
        entities.add(mutation.entityKind(), mutation.entityNs(), mutation.entityId());
      }
    }
  }

  private static void add(Ledger.Rows cells, CellSums.Key key) {
    cells.add(key.kind(), key.script(), key.detail(), key.start());
  }

  /// @param dropped in SQL: the row is of a record that the topic has dropped
  private void noteDropped(String dropped, Ledger.Rows cells, Ledger.Rows entities) {
    clickHouse.forEachRow(
        """
        SELECT DISTINCT 'hour', script_name, ifNull(dispatch_namespace, ''),
          intDiv(toUnixTimestamp64Milli(event_timestamp), 3600000) * 3600000
        FROM events WHERE event_type IN ('log', 'error') AND %1$s
        UNION ALL
        SELECT DISTINCT 'errors', script_name, ifNull(error_type, ''),
          intDiv(toUnixTimestamp64Milli(event_timestamp), 300000) * 300000
        FROM events WHERE event_type = 'error' AND %1$s
        """
            .formatted(dropped),
        row -> cells.add(row.get(0), row.get(1), row.get(2), Long.parseLong(row.get(3))));
    clickHouse.forEachRow(
        "SELECT DISTINCT ifNull(entity_kind, 'thing'), entity_ns, entity_id FROM events"
            + " WHERE event_type = 'mutation' AND "
            + dropped,
        row -> entities.add(row.get(0), row.get(1), row.get(2)));
  }
}
