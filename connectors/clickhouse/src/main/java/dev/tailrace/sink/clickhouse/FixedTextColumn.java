package dev.tailrace.sink.clickhouse;

import dev.tailrace.sink.avro.UnreadableRow;

/// FixedString(N): shorter texts are filled up with zero bytes, as ClickHouse does.
final class FixedTextColumn extends FixedWidthColumn implements TextAppender {

  FixedTextColumn(int width) {
    super(width);
  }

  @Override
  public void append(byte[] from, int start, int length) {
    if (length > width) {
      throw new UnreadableRow(
          "a text of " + length + " bytes does not fit into FixedString(" + width + ")");
    }
    bytes.put(from, start, length);
    bytes.putZeros(width - length);
  }
}
