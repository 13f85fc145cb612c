package dev.tailrace.sink.parquet;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/// The columns that a record of a writer schema has in Parquet and in Iceberg.
///
/// | Avro | column |
/// |---|---|
/// | string, enum | string |
/// | bytes, fixed | binary |
/// | boolean, int, long, float, double | the same |
/// | timestamp-millis, timestamp-micros | timestamptz, microseconds |
/// | array | list |
/// | a union of null and one of these | the same; every column may be null |
///
/// Source: Iceberg table specification, "Schemas" and appendix A, "Parquet".
public final class ColumnTypes {
  private ColumnTypes() {}

  /// The columns of a new table: ids count up from 1 in the order of the fields, elements of lists
  /// after all fields, as a catalog gives them too.
  ///
  /// @throws UnmappableColumn naming the first field that has no column type
  public static Schema columns(org.apache.avro.Schema record) {
    return columns(record, List.of());
  }

  /// The same with more columns behind the fields.
  static Schema columns(org.apache.avro.Schema record, List<TimeColumn> more) {
    if (record.getType() != org.apache.avro.Schema.Type.RECORD) {
      throw new UnmappableColumn("the writer schema " + record + " is no record");
    }
    int[] last = {record.getFields().size() + more.size()};
    List<NestedField> columns = new ArrayList<>();
    for (org.apache.avro.Schema.Field field : record.getFields()) {
      Type type = type(field.name(), field.schema(), () -> ++last[0]);
      columns.add(NestedField.optional(columns.size() + 1, field.name(), type, field.doc()));
    }
    more.forEach(
        time ->
            columns.add(
                NestedField.optional(
                    columns.size() + 1,
                    time.name(),
                    Types.TimestampType.withZone(),
                    time.comment())));
    return new Schema(columns);
  }

  /// A column that no field of the record fills.
  record TimeColumn(String name, String comment) {}

  /// @param ids gives the next free field id
  private static Type type(String column, org.apache.avro.Schema given, IntSupplier ids) {
    org.apache.avro.Schema schema = Nullable.value(column, given);
    return switch (schema.getLogicalType()) {
      case LogicalTypes.TimestampMillis _, LogicalTypes.TimestampMicros _ ->
          Types.TimestampType.withZone();
      case null ->
          schema.getType() == org.apache.avro.Schema.Type.ARRAY
              ? Types.ListType.ofOptional(
                  ids.getAsInt(), type(column, schema.getElementType(), ids))
              : plain(column, schema);
      case LogicalType _ -> throw UnmappableColumn.of(column, schema);
    };
  }

  private static Type plain(String column, org.apache.avro.Schema schema) {
    return switch (schema.getType()) {
      case STRING, ENUM -> Types.StringType.get();
      case BYTES, FIXED -> Types.BinaryType.get();
      case BOOLEAN -> Types.BooleanType.get();
      case INT -> Types.IntegerType.get();
      case LONG -> Types.LongType.get();
      case FLOAT -> Types.FloatType.get();
      case DOUBLE -> Types.DoubleType.get();
      case ARRAY, MAP, RECORD, UNION, NULL -> throw UnmappableColumn.of(column, schema);
    };
  }
}
