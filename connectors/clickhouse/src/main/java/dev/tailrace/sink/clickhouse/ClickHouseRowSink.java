package dev.tailrace.sink.clickhouse;

import dev.tailrace.sink.Batch;
import dev.tailrace.sink.Outcome;
import dev.tailrace.sink.Outcome.RejectedRow;
import dev.tailrace.sink.RowSink;
import dev.tailrace.sink.StoredBatches;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.avro.Schema;

/// Writes each sealed batch as one INSERT with the batch's own deduplication token.
///
/// The same token gives one copy within the table's window; beyond it the task skips what
/// [#stored] already counts. A batch with two writer schemas is one INSERT for each, the first
/// under the plain token: such a batch is rare, and a part of it that is missing is found by its
/// row count.
final class ClickHouseRowSink implements RowSink {
  private final ClickHouseConnection connection;
  private final WriterSchemas schemas;
  private final UnaryOperator<String> tableOfTopic;
  private final StoredBatches stored;
  private final Function<String, TablePlans> newPlans;
  private final Map<String, TablePlans> plansByTable = new ConcurrentHashMap<>();

  ClickHouseRowSink(
      ClickHouseConnection connection,
      WriterSchemas schemas,
      UnaryOperator<String> tableOfTopic,
      StoredBatches stored,
      Function<String, TablePlans> newPlans) {
    this.connection = connection;
    this.schemas = schemas;
    this.tableOfTopic = tableOfTopic;
    this.stored = stored;
    this.newPlans = newPlans;
  }

  /// What is done with an encoded block.
  private interface BlockUse {
    void use(BlockPlan plan, String token, BlockEncoder block);
  }

  @Override
  public Outcome write(Batch batch) {
    return encode(batch, this::insert);
  }

  @Override
  public Outcome rehearse(Batch batch) {
    return encode(batch, (_, _, _) -> {});
  }

  @Override
  public StoredBatches stored() {
    return stored;
  }

  @Override
  public void close() {
    connection.close();
    schemas.close();
  }

  private void insert(BlockPlan plan, String token, BlockEncoder block) {
    connection.insert(plan.layout().table(), plan.columns(), token, block);
  }

  private Outcome encode(Batch batch, BlockUse use) {
    String table = tableOfTopic.apply(batch.topic());
    TablePlans plans = plansByTable.computeIfAbsent(table, newPlans);
    try {
      return encode(batch, plans, use);
    } catch (ClickHouseFailure failure) {
      if (!failure.speaksOfColumns()) {
        return failure.outcome();
      }
    }
    // The table is not what it was when it was described: look again, once.
    plans.forget();
    try {
      return encode(batch, plans, use);
    } catch (ClickHouseFailure failure) {
      return failure.outcome();
    }
  }

  private Outcome encode(Batch batch, TablePlans plans, BlockUse use) {
    List<RejectedRow> rejected = new ArrayList<>();
    Collection<SchemaGroup> groups = SchemaGroup.of(batch.values(), rejected);
    String token = token(batch);
    boolean first = true;
    long rows = 0;
    for (SchemaGroup group : groups) {
      String groupToken = first ? token : token + "," + group.schemaId();
      switch (schemas.byId(group.schemaId())) {
        case WriterSchemas.Unavailable(Outcome.Failure failure) -> {
          return failure;
        }
        case WriterSchemas.UnknownId(String why) -> rejectAll(group, why, rejected);
        case WriterSchemas.Known(Schema schema) -> {
          try {
            BlockPlan plan = plans.plan(group.schemaId(), schema);
            rows += encode(batch, group, plan, groupToken, use, rejected);
          } catch (UnmappableField unmappable) {
            return new Outcome.Broken(
                batch.topic()
                    + ": "
                    + unmappable.getMessage()
                    + ". Remedy: change the column's type"
                    + " (tailrace schema verify shows what it should be) or the schema",
                unmappable);
          }
        }
      }
      first = false;
    }
    rejected.sort(Comparator.comparingInt(RejectedRow::index));
    return new Outcome.Written(rows, rejected);
  }

  private static long encode(
      Batch batch,
      SchemaGroup group,
      BlockPlan plan,
      String token,
      BlockUse use,
      List<RejectedRow> rejected) {
    BlockEncoder block = plan.acquire();
    try {
      for (int n = 0; n < group.count(); n++) {
        int row = group.row(n);
        try {
          block.append(batch.values().get(row), SchemaGroup.HEADER_BYTES);
        } catch (UnreadableRow damaged) {
          rejected.add(new RejectedRow(row, damaged.getMessage()));
        }
      }
      if (block.rows() > 0) {
        use.use(plan, token, block);
      }
      return block.rows();
    } finally {
      plan.release(block);
    }
  }

  private static void rejectAll(SchemaGroup group, String why, List<RejectedRow> rejected) {
    for (int n = 0; n < group.count(); n++) {
      rejected.add(new RejectedRow(group.row(n), why));
    }
  }

  /// Table, topic, partition and batch id: two topics or two tables never share a token.
  private String token(Batch batch) {
    return String.join(
        ",",
        tableOfTopic.apply(batch.topic()),
        batch.topic(),
        Integer.toString(batch.partition()),
        batch.batchId());
  }
}
