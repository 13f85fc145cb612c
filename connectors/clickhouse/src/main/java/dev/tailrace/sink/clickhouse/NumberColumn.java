package dev.tailrace.sink.clickhouse;

import dev.tailrace.sink.avro.UnreadableRow;

/// UInt8 to UInt64, Int8 to Int64, Bool, DateTime and DateTime64: whole numbers of 1, 2, 4 or 8
/// bytes.
final class NumberColumn extends FixedWidthColumn {
  private final String type;
  private final long min;
  private final long max;

  NumberColumn(String type, int width, long min, long max) {
    super(width);
    this.type = type;
    this.min = min;
    this.max = max;
  }

  void append(long value) {
    if (value < min || value > max) {
      throw new UnreadableRow(value + " does not fit into " + type);
    }
    switch (width) {
      case Byte.BYTES -> bytes.put((int) value);
      case Short.BYTES -> bytes.putShort((int) value);
      case Integer.BYTES -> bytes.putInt((int) value);
      default -> bytes.putLong(value);
    }
  }
}
