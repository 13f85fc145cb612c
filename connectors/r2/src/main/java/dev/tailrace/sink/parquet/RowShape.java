package dev.tailrace.sink.parquet;

import java.util.Optional;
import java.util.Set;

/// Which fields of a topic's records say what about their file.
///
/// @param capturedField timestamp-millis field with the time that chooses the day; empty when the
///     time is that of the Kafka record, which then is written as a column of its own
/// @param recordTimeColumn name of that column
/// @param sortTextField string field that rows are sorted by first
/// @param sortTimeField timestamp-millis field that rows of one text are sorted by
/// @param looksUpBy fields that have a bloom filter, because they are looked up by value
/// @param hardlyRepeats fields whose values differ from row to row. To find that out for each
///     value, for a dictionary that is given up in the end, costs more than to write them
public record RowShape(
    Optional<String> capturedField,
    String recordTimeColumn,
    String sortTextField,
    String sortTimeField,
    Set<String> looksUpBy,
    Set<String> hardlyRepeats) {
  public RowShape {
    looksUpBy = Set.copyOf(looksUpBy);
    hardlyRepeats = Set.copyOf(hardlyRepeats);
  }

  /// The column whose day is the partition of a table.
  public String dayColumn() {
    return capturedField.orElse(recordTimeColumn);
  }
}
