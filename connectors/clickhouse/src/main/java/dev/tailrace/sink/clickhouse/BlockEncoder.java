package dev.tailrace.sink.clickhouse;

import dev.tailrace.sink.avro.AvroCursor;
import dev.tailrace.sink.avro.FieldReader;
import dev.tailrace.sink.avro.UnreadableRow;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// Encodes records as one block of ClickHouse's Native format, straight from their Avro bytes: no
/// object is made per record or per value.
///
/// Layout over HTTP (client protocol revision 0, so neither block info nor serialization flags):
/// number of columns, number of rows, then for each column its name, its type, and its data. Not
/// thread-safe.
public final class BlockEncoder {
  private final Column[] columns;
  private final byte[][] heads;
  private final FieldReader[] readers;
  private final AvroCursor cursor = new AvroCursor();
  private int rows;

  BlockEncoder(BlockPlan plan) {
    List<Column> made = plan.columns().stream().map(name -> column(plan, name)).toList();
    this.columns = made.toArray(Column[]::new);
    this.heads = plan.columns().stream().map(name -> head(plan, name)).toArray(byte[][]::new);
    this.readers = plan.readers(made);
  }

  private static Column column(BlockPlan plan, String name) {
    ColumnType type = ColumnType.parse(plan.type(name));
    if (type instanceof ColumnType.Unsupported) {
      throw new UnmappableField(
          "column %s of table %s has type %s, which this sink cannot write"
              .formatted(name, plan.layout().table(), plan.type(name)));
    }
    return type.newColumn();
  }

  private static byte[] head(BlockPlan plan, String name) {
    GrowingBytes head = new GrowingBytes();
    for (String text : List.of(name, plan.type(name))) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      head.putVarUInt(bytes.length);
      head.put(bytes, 0, bytes.length);
    }
    return Arrays.copyOf(head.array(), head.size());
  }

  /// Appends the record whose Avro bytes begin at `start` and reach to the end of the value.
  ///
  /// @throws UnreadableRow when it cannot be decoded; the block is then as before
  public void append(byte[] value, int start) {
    cursor.reset(value, start);
    try {
      for (FieldReader reader : readers) {
        reader.read(cursor);
      }
      if (cursor.remaining() != 0) {
        throw new UnreadableRow(
            cursor.remaining()
                + " bytes are left after the last field at byte "
                + cursor.position());
      }
    } catch (UnreadableRow damaged) {
      truncate(rows);
      throw damaged;
    }
    rows++;
  }

  /// Rows of the block so far.
  public int rows() {
    return rows;
  }

  void clear() {
    rows = 0;
    truncate(0);
  }

  private void truncate(int keep) {
    for (Column column : columns) {
      column.truncate(keep);
    }
  }

  /// Writes the whole block; it stays as it is.
  public void writeTo(OutputStream out) throws IOException {
    GrowingBytes counts = new GrowingBytes();
    counts.putVarUInt(columns.length);
    counts.putVarUInt(rows);
    counts.writeTo(out);
    for (int i = 0; i < columns.length; i++) {
      out.write(heads[i]);
      columns[i].writePrefix(out);
      columns[i].writeData(out);
    }
  }

  long capacity() {
    long sum = 0;
    for (Column column : columns) {
      sum += column.capacity();
    }
    return sum;
  }
}
