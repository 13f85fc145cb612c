package dev.tailrace.sink.parquet;

import java.util.List;
import org.apache.avro.Schema;

/// Unions of null and one other type.
final class Nullable {
  private Nullable() {}

  /// The type of the values that are not null.
  ///
  /// @throws UnmappableColumn when the union holds more
  static Schema value(String column, Schema schema) {
    if (!schema.isUnion()) {
      return schema;
    }
    List<Schema> values =
        schema.getTypes().stream().filter(branch -> branch.getType() != Schema.Type.NULL).toList();
    if (values.size() != 1) {
      throw UnmappableColumn.of(column, schema);
    }
    return values.getFirst();
  }
}
