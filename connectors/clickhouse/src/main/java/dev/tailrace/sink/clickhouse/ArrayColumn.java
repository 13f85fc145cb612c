package dev.tailrace.sink.clickhouse;

import java.io.IOException;
import java.io.OutputStream;

/// Array(T): where each row's elements end, then all elements.
final class ArrayColumn extends Column {
  private final Column elements;
  private final GrowingBytes ends = new GrowingBytes();
  private int endOfLast;

  ArrayColumn(Column elements) {
    this.elements = elements;
  }

  Column elements() {
    return elements;
  }

  /// Ends the row after its elements were appended.
  void appendEnd() {
    ends.putLong(elements.rows());
    endOfLast = elements.rows();
  }

  @Override
  void appendEmpty() {
    appendEnd();
  }

  @Override
  int rows() {
    return ends.size() / Long.BYTES;
  }

  @Override
  void truncate(int rows) {
    if (rows < rows()) {
      ends.truncate(rows * Long.BYTES);
      endOfLast = rows == 0 ? 0 : ends.intAt((rows - 1) * Long.BYTES);
    }
    elements.truncate(endOfLast);
  }

  @Override
  void writePrefix(OutputStream out) throws IOException {
    elements.writePrefix(out);
  }

  @Override
  void writeData(OutputStream out) throws IOException {
    ends.writeTo(out);
    elements.writeData(out);
  }

  @Override
  long capacity() {
    return ends.capacity() + elements.capacity();
  }
}
