package dev.tailrace.sink.clickhouse;

import dev.tailrace.sink.avro.FieldReader;
import dev.tailrace.sink.avro.Skippers;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.apache.avro.Schema;

/// How records of one writer schema become rows of one table: which fields have a column of their
/// name. Fields without one are passed over; columns without a field are not named in the INSERT,
/// so they get their DEFAULT.
///
/// Keeps the encoders that are not in use, with their buffers. Thread-safe.
public final class BlockPlan {
  /// An encoder that grew beyond this is not kept: one huge batch should not hold memory for good.
  private static final long KEEP_UP_TO_BYTES = 128L << 20;

  private final TableLayout layout;
  private final Schema schema;
  private final List<String> columns;
  private final Deque<BlockEncoder> idle = new ConcurrentLinkedDeque<>();

  private BlockPlan(TableLayout layout, Schema schema) {
    this.layout = layout;
    this.schema = schema;
    this.columns =
        schema.getFields().stream()
            .map(Schema.Field::name)
            .filter(name -> layout.type(name).isPresent())
            .toList();
  }

  /// Compiles the plan, so that fields that cannot be mapped show at once.
  ///
  /// @throws UnmappableField naming field, column and both types
  public static BlockPlan of(TableLayout layout, Schema schema) {
    if (schema.getType() != Schema.Type.RECORD) {
      throw new UnmappableField("the writer schema " + schema + " is no record");
    }
    BlockPlan plan = new BlockPlan(layout, schema);
    if (plan.columns.isEmpty()) {
      throw new UnmappableField(
          "no field of schema %s is a column of table %s"
              .formatted(schema.getFullName(), layout.table()));
    }
    plan.idle.add(new BlockEncoder(plan));
    return plan;
  }

  TableLayout layout() {
    return layout;
  }

  /// Columns of the block, in the order of the schema's fields.
  List<String> columns() {
    return columns;
  }

  String type(String column) {
    return layout.type(column).orElseThrow();
  }

  /// Readers of all fields in order, filling these columns.
  FieldReader[] readers(List<Column> into) {
    Skippers skippers = new Skippers();
    List<FieldReader> readers = new ArrayList<>();
    int next = 0;
    for (Schema.Field field : schema.getFields()) {
      Optional<String> type = layout.type(field.name());
      readers.add(
          type.isEmpty()
              ? skippers.skipper(field.schema())
              : new FieldCompiler(field.name(), type.get())
                  .compile(field.schema(), ColumnType.parse(type.get()), into.get(next++)));
    }
    return readers.toArray(FieldReader[]::new);
  }

  /// An empty encoder; give it back with [#release].
  public BlockEncoder acquire() {
    BlockEncoder kept = idle.pollLast();
    return kept == null ? new BlockEncoder(this) : kept;
  }

  /// Takes back an encoder that [#acquire] gave, and empties it.
  public void release(BlockEncoder encoder) {
    encoder.clear();
    if (encoder.capacity() <= KEEP_UP_TO_BYTES) {
      idle.addLast(encoder);
    }
  }
}
