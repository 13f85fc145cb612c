package dev.tailrace.sink.parquet;

import org.apache.avro.Schema;

/// A field of a writer schema that cannot be written as a column. No row of the schema can be
/// stored, so somebody must act.
public final class UnmappableColumn extends RuntimeException {
  UnmappableColumn(String message) {
    super(message);
  }

  static UnmappableColumn of(String column, Schema schema) {
    return new UnmappableColumn(
        "field %s is Avro %s, which has no column type; give it one that docs/sinks.md lists"
            .formatted(column, schema));
  }
}
