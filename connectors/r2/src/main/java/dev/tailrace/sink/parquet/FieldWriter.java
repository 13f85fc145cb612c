package dev.tailrace.sink.parquet;

import dev.tailrace.sink.avro.AvroCursor;
import org.apache.parquet.column.ColumnWriter;

/// Reads one Avro value at the cursor and writes it into its column, or passes over it.
@FunctionalInterface
interface FieldWriter {
  /// Writes one value and leaves the cursor behind it.
  ///
  /// @param out all columns of the file, by their number
  /// @param repetition at which list the value begins a new entry; 0 when it begins a row
  void write(AvroCursor in, ColumnWriter[] out, int repetition);
}
