package dev.tailrace.sink.clickhouse;

import java.io.IOException;
import java.io.OutputStream;

/// The values of one column of a block, in the layout of ClickHouse's Native format.
///
/// Kept and emptied between batches; not thread-safe.
///
/// Source of the layouts: ClickHouse `src/DataTypes/Serializations`, checked against the bytes of
/// `SELECT … FORMAT Native` by `NativeLayoutIT`.
abstract sealed class Column
    permits FixedWidthColumn, TextColumn, DictionaryColumn, NullableColumn, ArrayColumn {

  abstract int rows();

  /// Appends the type's empty value: null where it allows null, else zero, "", [].
  abstract void appendEmpty();

  /// Forgets the rows from this one on; they are those of the record that was read last.
  abstract void truncate(int rows);

  /// Writes what stands before all data of the column. Only dictionaries have such a thing.
  void writePrefix(OutputStream out) throws IOException {}

  abstract void writeData(OutputStream out) throws IOException;

  /// Bytes held for the next batch.
  abstract long capacity();
}
