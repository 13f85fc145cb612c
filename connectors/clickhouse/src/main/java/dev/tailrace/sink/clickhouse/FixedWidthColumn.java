package dev.tailrace.sink.clickhouse;

import java.io.IOException;
import java.io.OutputStream;

/// A column whose values all take the same number of bytes, one after another; the empty value is
/// zeros.
abstract sealed class FixedWidthColumn extends Column
    permits NumberColumn, FloatingColumn, FixedTextColumn, UuidColumn {
  final int width;
  final GrowingBytes bytes = new GrowingBytes();

  FixedWidthColumn(int width) {
    this.width = width;
  }

  @Override
  final void appendEmpty() {
    bytes.putZeros(width);
  }

  @Override
  final int rows() {
    return bytes.size() / width;
  }

  /// Also drops what a value that could not be read whole has left behind.
  @Override
  final void truncate(int rows) {
    bytes.truncate(Math.min(bytes.size(), rows * width));
  }

  @Override
  final void writeData(OutputStream out) throws IOException {
    bytes.writeTo(out);
  }

  @Override
  final long capacity() {
    return bytes.capacity();
  }
}
