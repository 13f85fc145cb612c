package dev.tailrace.sink.clickhouse;

import dev.tailrace.sink.Outcome;
import dev.tailrace.sink.UpsertSink;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Writes the values of a topic as one INSERT into its `ReplacingMergeTree`, one for each writer
/// schema among them.
///
/// The engine keeps of the rows with one sorting key the one with the highest version, at a merge
/// or, for a reader, with `FINAL`. So an INSERT that is repeated needs no token, and may be cut
/// otherwise than before.
final class ClickHouseUpsertSink implements UpsertSink {
  private final ClickHouseConnection connection;
  private final TopicBlocks blocks;
  private final UnaryOperator<String> tableOfTopic;
  private final UpsertTables tables;

  ClickHouseUpsertSink(
      ClickHouseConnection connection, TopicBlocks blocks, UnaryOperator<String> tableOfTopic) {
    this.connection = connection;
    this.blocks = blocks;
    this.tableOfTopic = tableOfTopic;
    this.tables = new UpsertTables(connection);
  }

  @Override
  public Outcome upsert(String topic, List<byte[]> values) {
    try {
      Optional<Outcome.Failure> problem = tables.problem(tableOfTopic.apply(topic));
      if (problem.isPresent()) {
        return problem.get();
      }
    } catch (ClickHouseFailure failure) {
      return failure.outcome();
    }
    return blocks.encode(
        topic,
        values,
        (plan, _, block) -> connection.upsert(plan.layout().table(), plan.columns(), block));
  }

  @Override
  public void close() {
    connection.close();
    blocks.close();
  }
}
