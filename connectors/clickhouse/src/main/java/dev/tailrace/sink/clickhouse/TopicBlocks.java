package dev.tailrace.sink.clickhouse;

import dev.tailrace.sink.Outcome;
import dev.tailrace.sink.Outcome.RejectedRow;
import dev.tailrace.sink.avro.UnreadableRow;
import dev.tailrace.sink.avro.WriterSchemas;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.avro.Schema;

/// Makes blocks of its table from the values of a topic: one block for each writer schema among
/// them. Thread-safe.
final class TopicBlocks implements AutoCloseable {
  private final WriterSchemas schemas;
  private final UnaryOperator<String> tableOfTopic;
  private final Function<String, TablePlans> newPlans;
  private final Map<String, TablePlans> plansByTable = new ConcurrentHashMap<>();

  private TopicBlocks(
      WriterSchemas schemas,
      UnaryOperator<String> tableOfTopic,
      Function<String, TablePlans> newPlans) {
    this.schemas = schemas;
    this.tableOfTopic = tableOfTopic;
    this.newPlans = newPlans;
  }

  static TopicBlocks of(
      ClickHouseConfig config, ClickHouseConnection connection, WriterSchemas schemas) {
    return new TopicBlocks(
        schemas,
        config.tableOfTopic(),
        table -> new TablePlans(table, connection, config.tableRefresh(), InstantSource.system()));
  }

  /// What is done with an encoded block.
  interface BlockUse {
    /// Uses one block, which may be used again once this returns.
    ///
    /// @param group sets the blocks of one call apart: empty for the first, then a comma and the
    ///     schema id
    /// @throws ClickHouseFailure when the server does not do it
    void use(BlockPlan plan, String group, BlockEncoder block);
  }

  /// Encodes the values and uses the blocks, one after the other. When the server says meanwhile
  /// that the table is not what it was, it is described anew and all is done once more.
  Outcome encode(String topic, List<byte[]> values, BlockUse use) {
    TablePlans plans = plansByTable.computeIfAbsent(tableOfTopic.apply(topic), newPlans);
    try {
      return encode(topic, values, plans, use);
    } catch (ClickHouseFailure failure) {
      if (!failure.speaksOfColumns()) {
        return failure.outcome();
      }
    }
    // The table is not what it was when it was described: look again, once.
    plans.forget();
    try {
      return encode(topic, values, plans, use);
    } catch (ClickHouseFailure failure) {
      return failure.outcome();
    }
  }

  private Outcome encode(String topic, List<byte[]> values, TablePlans plans, BlockUse use) {
    List<RejectedRow> rejected = new ArrayList<>();
    Collection<SchemaGroup> groups = SchemaGroup.of(values, rejected);
    boolean first = true;
    long rows = 0;
    for (SchemaGroup group : groups) {
      String name = first ? "" : "," + group.schemaId();
      switch (schemas.byId(group.schemaId())) {
        case WriterSchemas.Unavailable(Outcome.Failure failure) -> {
          return failure;
        }
        case WriterSchemas.UnknownId(String why) -> rejectAll(group, why, rejected);
        case WriterSchemas.Known(Schema schema) -> {
          try {
            BlockPlan plan = plans.plan(group.schemaId(), schema);
            rows += encode(values, group, plan, name, use, rejected);
          } catch (UnmappableField unmappable) {
            return new Outcome.Broken(
                topic
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
      List<byte[]> values,
      SchemaGroup group,
      BlockPlan plan,
      String name,
      BlockUse use,
      List<RejectedRow> rejected) {
    BlockEncoder block = plan.acquire();
    try {
      for (int n = 0; n < group.count(); n++) {
        int row = group.row(n);
        try {
          block.append(values.get(row), SchemaGroup.HEADER_BYTES);
        } catch (UnreadableRow damaged) {
          rejected.add(new RejectedRow(row, damaged.getMessage()));
        }
      }
      if (block.rows() > 0) {
        use.use(plan, name, block);
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

  @Override
  public void close() {
    schemas.close();
  }
}
