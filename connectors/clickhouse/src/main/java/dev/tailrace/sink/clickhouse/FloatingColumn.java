package dev.tailrace.sink.clickhouse;

/// Float32 and Float64.
final class FloatingColumn extends FixedWidthColumn {

  FloatingColumn(int width) {
    super(width);
  }

  void append(double value) {
    if (width == Float.BYTES) {
      bytes.putInt(Float.floatToRawIntBits((float) value));
    } else {
      bytes.putLong(Double.doubleToRawLongBits(value));
    }
  }
}
