package dev.tailrace.sink.clickhouse;

import static dev.tailrace.sink.clickhouse.ClickHouseConnection.literal;
import static dev.tailrace.sink.clickhouse.ClickHouseConnection.quoted;

import dev.tailrace.sink.StoredBatches;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/// Asks the table itself which batches it holds, by the columns that carry batch id and partition.
final class StoredInTable implements StoredBatches {
  private final ClickHouseConnection connection;
  private final UnaryOperator<String> tableOfTopic;
  private final BatchColumns columns;

  StoredInTable(
      ClickHouseConnection connection, BatchColumns columns, UnaryOperator<String> tableOfTopic) {
    this.connection = connection;
    this.tableOfTopic = tableOfTopic;
    this.columns = columns;
  }

  @Override
  public Page from(String topic, int partition, String firstBatchId, int limit) {
    String table = tableOfTopic.apply(topic);
    String sql =
        """
        SELECT %1$s AS id, count()
        FROM %2$s
        WHERE %3$s = %4$d AND %1$s >= %5$s
        GROUP BY id
        ORDER BY id
        LIMIT %6$d
        """
            .formatted(
                quoted(columns.batchId()),
                quoted(table),
                quoted(columns.partition()),
                partition,
                literal(firstBatchId),
                limit);
    try {
      return new Found(read(connection.query(sql, "batches stored in " + table)));
    } catch (ClickHouseFailure failure) {
      return new Unavailable(failure.outcome());
    }
  }

  private static NavigableMap<String, Long> read(List<String[]> rows) {
    NavigableMap<String, Long> found = new TreeMap<>();
    for (String[] row : rows) {
      found.put(row[0], Long.valueOf(row[1]));
    }
    return found;
  }
}
