package dev.tailrace.sink.clickhouse;

import dev.tailrace.sink.Batch;
import dev.tailrace.sink.Outcome;
import dev.tailrace.sink.RowSink;
import dev.tailrace.sink.StoredBatches;
import java.util.function.UnaryOperator;

/// Writes each sealed batch as one INSERT with the batch's own deduplication token.
///
/// The same token gives one copy within the table's window; beyond it the task skips what
/// [#stored] already counts. A token may also be remembered without its rows; [BatchCompletion]
/// tells how that is mended. A batch with two writer schemas is one INSERT for each, the first
/// under the plain token: such a batch is rare, and is counted and mended as a whole.
final class ClickHouseRowSink implements RowSink {
  private final ClickHouseConnection connection;
  private final TopicBlocks blocks;
  private final UnaryOperator<String> tableOfTopic;
  private final StoredBatches stored;
  private final BatchColumns columns;
  private final BatchCompletion completion;

  ClickHouseRowSink(
      ClickHouseConnection connection,
      TopicBlocks blocks,
      UnaryOperator<String> tableOfTopic,
      BatchColumns columns) {
    this.connection = connection;
    this.blocks = blocks;
    this.tableOfTopic = tableOfTopic;
    this.columns = columns;
    this.stored = new StoredInTable(connection, columns, tableOfTopic);
    this.completion = new BatchCompletion(connection, columns, tableOfTopic, stored);
  }

  @Override
  public Outcome write(Batch batch) {
    return new Insertion(batch).insert(BatchCompletion.FIRST);
  }

  @Override
  public Outcome complete(Batch batch) {
    return completion.complete(batch, new Insertion(batch));
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

  /// Puts one batch into its table.
  private final class Insertion implements BatchCompletion.Inserts {
    private final Batch batch;
    private final BatchToken token;
    private boolean marked = true;

    Insertion(Batch batch) {
      this.batch = batch;
      this.token = BatchToken.of(tableOfTopic.apply(batch.topic()), batch);
    }

    @Override
    public Outcome insert(String generation) {
      return blocks.encode(
          batch.topic(),
          batch.values(),
          (plan, group, block) -> insert(plan, generation, group, block));
    }

    private void insert(BlockPlan plan, String generation, String group, BlockEncoder block) {
      marked &= columns.areAmong(plan.columns());
      String deduplication = token.deduplication(generation, group);
      connection.insert(plan.layout().table(), plan.columns(), token, deduplication, block);
    }

    @Override
    public Outcome rehearse() {
      return ClickHouseRowSink.this.rehearse(batch);
    }

    @Override
    public boolean areMarked() {
      return marked;
    }
  }
}
