package dev.tailrace.sink.parquet;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.iceberg.Schema;

/// A record that is known to be readable, and what its file needs to know of it before it is
/// written. Keeps the record's bytes, does not copy them.
public final class Row implements Comparable<Row> {
  private final RowReader reader;
  private final byte[] bytes;
  private final int start;
  private final long capturedMillis;
  private final int sortTextStart;
  private final int sortTextLength;
  private final long sortMillis;
  private final long offset;
  private final Object identity;

  Row(
      RowReader reader,
      byte[] bytes,
      int start,
      long capturedMillis,
      int sortTextStart,
      int sortTextLength,
      long sortMillis,
      long offset,
      byte[] key) {
    this.reader = reader;
    this.bytes = bytes;
    this.start = start;
    this.capturedMillis = capturedMillis;
    this.sortTextStart = sortTextStart;
    this.sortTextLength = sortTextLength;
    this.sortMillis = sortMillis;
    this.offset = offset;
    this.identity = key == null ? this : ByteBuffer.wrap(key);
  }

  /// What a later row of the same file takes the place of: that with an equal key. A row without a
  /// key is one of its own.
  Object identity() {
    return identity;
  }

  /// The columns of a table that is made for this row.
  public Schema columns() {
    return reader.columns();
  }

  /// When it was captured, which chooses the day of its file.
  public long capturedMillis() {
    return capturedMillis;
  }

  RowReader reader() {
    return reader;
  }

  byte[] bytes() {
    return bytes;
  }

  int start() {
    return start;
  }

  /// By text, then time, then offset.
  @Override
  public int compareTo(Row other) {
    int byText =
        Arrays.compareUnsigned(
            bytes,
            sortTextStart,
            sortTextStart + sortTextLength,
            other.bytes,
            other.sortTextStart,
            other.sortTextStart + other.sortTextLength);
    if (byText != 0) {
      return byText;
    }
    int byTime = Long.compare(sortMillis, other.sortMillis);
    return byTime != 0 ? byTime : Long.compare(offset, other.offset);
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(offset);
  }
}
