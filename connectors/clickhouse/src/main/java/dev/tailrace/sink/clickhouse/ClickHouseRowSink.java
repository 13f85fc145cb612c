package dev.tailrace.sink.clickhouse;

import dev.tailrace.sink.Batch;
import dev.tailrace.sink.Outcome;
import dev.tailrace.sink.RowSink;
import dev.tailrace.sink.StoredBatches;
import java.util.function.UnaryOperator;

/// Writes each sealed batch as one INSERT with the batch's own deduplication token.
///
/// The same token gives one copy within the table's window; beyond it the task skips what
/// [#stored] already counts. A batch with two writer schemas is one INSERT for each, the first
/// under the plain token: such a batch is rare, and a part of it that is missing is found by its
/// row count.
final class ClickHouseRowSink implements RowSink {
  private final ClickHouseConnection connection;
  private final TopicBlocks blocks;
  private final UnaryOperator<String> tableOfTopic;
  private final StoredBatches stored;

  ClickHouseRowSink(
      ClickHouseConnection connection,
      TopicBlocks blocks,
      UnaryOperator<String> tableOfTopic,
      StoredBatches stored) {
    this.connection = connection;
    this.blocks = blocks;
    this.tableOfTopic = tableOfTopic;
    this.stored = stored;
  }

  @Override
  public Outcome write(Batch batch) {
    BatchToken token = BatchToken.of(tableOfTopic.apply(batch.topic()), batch);
    return blocks.encode(
        batch.topic(),
        batch.values(),
        (plan, group, block) ->
            connection.insert(
                plan.layout().table(), plan.columns(), token, token.deduplication(group), block));
  }

  @Override
  public Outcome rehearse(Batch batch) {
    return blocks.encode(batch.topic(), batch.values(), (_, _, _) -> {});
  }

  @Override
  public StoredBatches stored() {
    return stored;
  }

  @Override
  public void close() {
    connection.close();
    blocks.close();
  }
}
