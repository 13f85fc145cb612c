package dev.tailrace.sink.parquet;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.Schema;
import org.apache.iceberg.parquet.ParquetSchemaUtil;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.MessageType;

/// The columns of a file: names, types and the field ids by which a table knows them. Compared by
/// identity; one object serves all files with the same columns.
public final class FileColumns {
  private final Schema schema;
  private final MessageType message;
  private final Map<String, List<Integer>> numbers = new LinkedHashMap<>();

  /// @param schema columns with the ids of the table
  public FileColumns(Schema schema) {
    this.schema = schema;
    this.message = ParquetSchemaUtil.convert(schema, "row");
    List<ColumnDescriptor> all = message.getColumns();
    for (int number = 0; number < all.size(); number++) {
      numbers.computeIfAbsent(all.get(number).getPath()[0], _ -> new ArrayList<>()).add(number);
    }
  }

  /// Whether these are the same columns with the same ids.
  public boolean hasSchema(Schema other) {
    return schema.sameSchema(other);
  }

  Set<String> names() {
    return numbers.keySet();
  }

  boolean has(String column) {
    return numbers.containsKey(column);
  }

  /// Where a column's values are among all that Parquet writes: one place, but for columns of
  /// structures, which somebody else has added to the table.
  List<Integer> numbers(String column) {
    return numbers.get(column);
  }

  NestedField column(String name) {
    return schema.findField(name);
  }

  MessageType message() {
    return message;
  }
}
