package dev.tailrace.sink.clickhouse;

import static dev.tailrace.sink.clickhouse.ClickHouseConnection.literal;
import static dev.tailrace.sink.clickhouse.ClickHouseConnection.quoted;

import dev.tailrace.sink.Batch;
import java.util.Collection;

/// The columns by which the rows of a batch are found again.
///
/// @param batchId column that holds the batch id
/// @param partition column that holds the partition
record BatchColumns(String batchId, String partition) {
  /// Whether rows with these columns bear their batch's marks.
  boolean areAmong(Collection<String> columns) {
    return columns.contains(batchId) && columns.contains(partition);
  }

  /// SQL that is true of the batch's rows.
  String condition(Batch batch) {
    return "%s = %s AND %s = %d"
        .formatted(quoted(batchId), literal(batch.batchId()), quoted(partition), batch.partition());
  }
}
