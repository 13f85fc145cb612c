package dev.tailrace.sink.clickhouse;

import static dev.tailrace.sink.clickhouse.ClickHouseConnection.quoted;

import dev.tailrace.sink.Batch;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The rows of one batch in a table of the MergeTree family.
///
/// Its statements bear the batch's query id, so none of them runs while an INSERT of the batch
/// does, whoever sent it: what they see is never half of an INSERT.
final class BatchInTable {
  private final ClickHouseConnection connection;
  private final BatchColumns columns;
  private final String table;
  private final Batch batch;
  private final BatchToken token;

  BatchInTable(ClickHouseConnection connection, BatchColumns columns, String table, Batch batch) {
    this.connection = connection;
    this.columns = columns;
    this.table = table;
    this.batch = batch;
    this.token = BatchToken.of(table, batch);
  }

  /// How many rows of the batch lie in which part.
  ///
  /// @throws ClickHouseFailure when the table cannot be asked
  Map<String, Long> rowsByPart() {
    String sql =
        "SELECT _part, count() FROM %s WHERE %s GROUP BY _part"
            .formatted(quoted(table), columns.condition(batch));
    Map<String, Long> found = new TreeMap<>();
    for (String[] row : connection.query(sql, token, "rows of " + batch + " in " + table)) {
      found.put(row[0], Long.valueOf(row[1]));
    }
    return found;
  }

  /// Removes the batch's rows from these parts, and from no others: what was stored after the parts
  /// were listed stays. A part that was merged meanwhile has another name, so its rows stay too.
  ///
  /// @throws ClickHouseFailure when they are not known to be removed
  void remove(Collection<String> parts) {
    String names =
        parts.stream().map(ClickHouseConnection::literal).collect(Collectors.joining(", "));
    String sql =
        "ALTER TABLE %s DELETE WHERE %s AND _part IN (%s) SETTINGS mutations_sync = 2"
            .formatted(quoted(table), columns.condition(batch), names);
    connection.query(sql, token, "removal of rows of " + batch + " from " + table);
  }

  @Override
  public String toString() {
    return batch + " in " + table;
  }
}
