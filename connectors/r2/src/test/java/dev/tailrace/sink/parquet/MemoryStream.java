package dev.tailrace.sink.parquet;

import java.io.ByteArrayOutputStream;
import org.apache.parquet.io.PositionOutputStream;

/// A file in memory.
public final class MemoryStream extends PositionOutputStream {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  @Override
  public long getPos() {
    return bytes.size();
  }

  @Override
  public void write(int value) {
    bytes.write(value);
  }

  @Override
  public void write(byte[] values, int from, int length) {
    bytes.write(values, from, length);
  }

  /// All bytes so far.
  public byte[] bytes() {
    return bytes.toByteArray();
  }
}
