package dev.tailrace.sink.avro;

/// Reads one Avro value at the cursor and appends it to a column, or passes over it.
@FunctionalInterface
public interface FieldReader {
  void read(AvroCursor in);
}
