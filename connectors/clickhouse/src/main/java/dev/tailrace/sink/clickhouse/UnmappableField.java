package dev.tailrace.sink.clickhouse;

/// A field of the writer schema has a column of its name in the table, but no value of the one can
/// be written into the other. A matter of the schemas, not of one row: the sink stops.
final class UnmappableField extends RuntimeException {
  UnmappableField(String message) {
    super(message);
  }
}
