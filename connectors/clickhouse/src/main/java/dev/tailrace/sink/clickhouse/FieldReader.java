package dev.tailrace.sink.clickhouse;

/// Reads one Avro value at the cursor and appends it to a column, or passes over it.
@FunctionalInterface
interface FieldReader {
  void read(AvroCursor in);
}
