package dev.tailrace.sink.clickhouse;

import java.io.IOException;
import java.io.OutputStream;

/// Nullable(T): a byte per row that says null, then the values with an empty one for each null.
final class NullableColumn extends Column {
  private final Column values;
  private final GrowingBytes nulls = new GrowingBytes();

  NullableColumn(Column values) {
    this.values = values;
  }

  Column values() {
    return values;
  }

  /// To be followed by the value.
  void appendNotNull() {
    nulls.put(0);
  }

  /// Appends null, which is what Nullable is when empty.
  @Override
  void appendEmpty() {
    nulls.put(1);
    values.appendEmpty();
  }

  @Override
  int rows() {
    return nulls.size();
  }

  @Override
  void truncate(int rows) {
    nulls.truncate(Math.min(nulls.size(), rows));
    values.truncate(rows);
  }

  @Override
  void writeData(OutputStream out) throws IOException {
    nulls.writeTo(out);
    values.writeData(out);
  }

  @Override
  long capacity() {
    return nulls.capacity() + values.capacity();
  }
}
