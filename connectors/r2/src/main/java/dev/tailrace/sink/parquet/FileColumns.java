package dev.tailrace.sink.parquet;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Schema;
import org.apache.iceberg.parquet.ParquetSchemaUtil;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.parquet.schema.MessageType;

/// The columns of a file: names, types and the field ids by which a table knows them. Compared by
/// identity; one object serves all files with the same columns.
public final class FileColumns {
  private final Schema schema;
  private final MessageType message;
  private final Map<String, Integer> indexes = new HashMap<>();

  /// @param schema columns with the ids of the table
  public FileColumns(Schema schema) {
    this.schema = schema;
    this.message = ParquetSchemaUtil.convert(schema, "row");
    for (NestedField column : schema.columns()) {
      indexes.put(column.name(), indexes.size());
    }
  }

  /// Whether these are the same columns with the same ids.
  public boolean hasSchema(Schema other) {
    return schema.sameSchema(other);
  }

  Optional<Integer> index(String column) {
    return Optional.ofNullable(indexes.get(column));
  }

  Type type(String column) {
    return schema.findType(column);
  }

  MessageType message() {
    return message;
  }
}
