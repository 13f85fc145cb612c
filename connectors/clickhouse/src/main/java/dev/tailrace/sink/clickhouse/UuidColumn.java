package dev.tailrace.sink.clickhouse;

import dev.tailrace.sink.avro.UnreadableRow;

/// UUID from its text of 36 characters: the upper half, then the lower, each little-endian.
final class UuidColumn extends FixedWidthColumn implements TextAppender {
  private static final int TEXT_LENGTH = 36;
  private static final int WIDTH = 16;

  UuidColumn() {
    super(WIDTH);
  }

  @Override
  public void append(byte[] from, int start, int length) {
    if (length != TEXT_LENGTH) {
      throw new UnreadableRow("a text of " + length + " bytes is no UUID");
    }
    long upper = 0;
    long lower = 0;
    for (int i = 0, digits = 0; i < TEXT_LENGTH; i++) {
      if (i == 8 || i == 13 || i == 18 || i == 23) {
        if (from[start + i] != '-') {
          throw new UnreadableRow("a UUID without '-' at its place " + i);
        }
        continue;
      }
      int digit = Character.digit(from[start + i], 16);
      if (digit < 0) {
        throw new UnreadableRow("a UUID with a bad digit at its place " + i);
      }
      if (digits++ < 16) {
        upper = upper << 4 | digit;
      } else {
        lower = lower << 4 | digit;
      }
    }
    bytes.putLong(upper);
    bytes.putLong(lower);
  }
}
