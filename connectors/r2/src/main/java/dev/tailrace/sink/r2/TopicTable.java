package dev.tailrace.sink.r2;

import dev.tailrace.sink.iceberg.Lake;
import dev.tailrace.sink.iceberg.LakeTable;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.iceberg.Schema;

/// The table of a topic, loaded when it is first needed and made when the first row shows its
/// columns. Thread-safe. Every call may throw what the catalog throws.
final class TopicTable {
  private final Supplier<Lake> lake;
  private final String name;
  private final String dayColumn;
  private LakeTable table;

  TopicTable(Supplier<Lake> lake, String name, String dayColumn) {
    this.lake = lake;
    this.name = name;
    this.dayColumn = dayColumn;
  }

  /// The table, if it has been made.
  synchronized Optional<LakeTable> existing() {
    if (table == null) {
      table = lake.get().existing(name, dayColumn).orElse(null);
    }
    return Optional.ofNullable(table);
  }

  /// The wanted columns with the ids of the table, which has them all from now on.
  synchronized Schema columns(Schema wanted) {
    if (table == null) {
      table = lake.get().table(name, wanted, dayColumn);
    }
    return table.columns(wanted);
  }

  @Override
  public String toString() {
    return "table " + name;
  }
}
