package dev.tailrace.sink.clickhouse;

import java.io.IOException;
import java.io.OutputStream;

/// String: each value as its length and its bytes.
final class TextColumn extends Column implements TextAppender {
  private final GrowingBytes bytes = new GrowingBytes();
  private int rows;
  private int lastStart;

  @Override
  public void append(byte[] from, int start, int length) {
    lastStart = bytes.size();
    bytes.putVarUInt(length);
    bytes.put(from, start, length);
    rows++;
  }

  @Override
  void appendEmpty() {
    lastStart = bytes.size();
    bytes.put(0);
    rows++;
  }

  @Override
  int rows() {
    return rows;
  }

  @Override
  void truncate(int keep) {
    if (keep >= rows) {
      return;
    }
    bytes.truncate(keep == rows - 1 ? lastStart : startOf(keep));
    rows = keep;
  }

  /// Walks there: only an array whose record failed forgets more than one text at once.
  private int startOf(int row) {
    byte[] array = bytes.array();
    int at = 0;
    for (int i = 0; i < row; i++) {
      int length = 0;
      int shift = 0;
      byte next;
      do {
        next = array[at++];
        length |= (next & 0x7f) << shift;
        shift += 7;
      } while (next < 0);
      at += length;
    }
    return at;
  }

  @Override
  void writeData(OutputStream out) throws IOException {
    bytes.writeTo(out);
  }

  @Override
  long capacity() {
    return bytes.capacity();
  }
}
