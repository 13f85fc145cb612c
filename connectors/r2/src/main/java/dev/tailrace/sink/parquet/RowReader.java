package dev.tailrace.sink.parquet;

import dev.tailrace.sink.avro.AvroCursor;
import dev.tailrace.sink.avro.FieldReader;
import dev.tailrace.sink.avro.UnreadableRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;

/// Reads records of one writer schema: checks them, and writes them into files.
///
/// Not thread-safe: one for each partition.
public final class RowReader {
  private final Schema schema;
  private final RowShape shape;
  private final FieldReader check;
  private final org.apache.iceberg.Schema columns;
  private final Map<FileColumns, FieldWriter[]> writers = new HashMap<>();
  private final Map<FileColumns, Boolean> fits = new HashMap<>();
  private final AvroCursor cursor = new AvroCursor();

  private long captured;
  private int sortTextStart;
  private int sortTextLength;
  private long sortMillis;

  /// @throws UnmappableColumn when a field has no column type
  public RowReader(Schema schema, RowShape shape) {
    this.schema = schema;
    this.shape = shape;
    this.columns = columns(schema, shape);
    this.check = FieldChecks.all(schema.getFields().stream().map(this::checked).toList());
  }

  private static org.apache.iceberg.Schema columns(Schema schema, RowShape shape) {
    return shape.capturedField().isPresent()
        ? ColumnTypes.columns(schema)
        : ColumnTypes.columns(
            schema,
            List.of(
                new ColumnTypes.TimeColumn(
                    shape.recordTimeColumn(),
                    "When this state was published: the time of the Kafka record.")));
  }

  /// The columns of a table that is made for these records.
  public org.apache.iceberg.Schema columns() {
    return columns;
  }

  private FieldReader checked(Schema.Field field) {
    FieldReader reader = FieldChecks.of(field.schema());
    String name = field.name();
    if (name.equals(shape.sortTextField()) && field.schema().getType() == Schema.Type.STRING) {
      return in -> {
        sortTextLength = in.readLength();
        sortTextStart = in.skip(sortTextLength);
        Utf8.require(in.bytes(), sortTextStart, sortTextLength);
      };
    }
    boolean isTime = field.schema().getType() == Schema.Type.LONG;
    boolean isCaptured = isTime && Optional.of(name).equals(shape.capturedField());
    boolean isSortTime = isTime && name.equals(shape.sortTimeField());
    if (!isCaptured && !isSortTime) {
      return reader;
    }
    return in -> {
      int at = in.position();
      reader.read(in);
      in.reset(in.bytes(), at);
      long millis = in.readLong();
      captured = isCaptured ? millis : captured;
      sortMillis = isSortTime ? millis : sortMillis;
    };
  }

  /// Checks a record wholly.
  ///
  /// @param start where the record begins in `bytes`
  /// @param key what a later row with an equal key takes the place of; null when each row counts
  /// @throws UnreadableRow when it cannot be written
  public Row check(byte[] bytes, int start, byte[] key, long offset, long recordMillis) {
    captured = recordMillis;
    sortTextStart = start;
    sortTextLength = 0;
    sortMillis = recordMillis;
    cursor.reset(bytes, start);
    check.read(cursor);
    if (cursor.remaining() != 0) {
      throw new UnreadableRow(cursor.remaining() + " bytes follow the record's last field");
    }
    if (shape.capturedField().isEmpty()) {
      captured = recordMillis;
    }
    return new Row(
        this, bytes, start, captured, sortTextStart, sortTextLength, sortMillis, offset, key);
  }

  /// True when every field has a column in such a file.
  boolean fits(FileColumns file) {
    return fits.computeIfAbsent(file, this::hasAllColumns);
  }

  private boolean hasAllColumns(FileColumns file) {
    return columns.columns().stream().allMatch(column -> file.has(column.name()));
  }

  /// The writers of all fields in order, then those of columns that no field fills.
  FieldWriter[] writers(FileColumns file) {
    return writers.computeIfAbsent(file, this::compile);
  }

  private FieldWriter[] compile(FileColumns file) {
    List<FieldWriter> compiled = new ArrayList<>();
    for (Schema.Field field : schema.getFields()) {
      compiled.add(
          file.has(field.name())
              ? FieldWriters.of(field.schema(), file, field.name())
              : FieldWriters.skip(field.schema()));
    }
    for (String column : file.names()) {
      if (schema.getField(column) == null && !isRecordTime(column)) {
        file.numbers(column).forEach(number -> compiled.add(FieldWriters.absent(number)));
      }
    }
    return compiled.toArray(FieldWriter[]::new);
  }

  private boolean isRecordTime(String column) {
    return shape.capturedField().isEmpty() && column.equals(shape.recordTimeColumn());
  }

  RowShape shape() {
    return shape;
  }
}
