package dev.tailrace.window;

import static java.nio.charset.StandardCharsets.UTF_8;

/// Reads what [ByteWriter] wrote. Not thread-safe.
final class ByteReader {
  private final byte[] bytes;
  private final int end;
  private int position;

  ByteReader(byte[] bytes, int from, int end) {
    this.bytes = bytes;
    this.position = from;
    this.end = end;
  }

  boolean hasMore() {
    return position < end;
  }

  int read() {
    return bytes[position++];
  }

  long readVarint() {
    long value = 0;
    int shift = 0;
    byte next;
    do {
      next = bytes[position++];
      value |= (next & 0x7FL) << shift;
      shift += 7;
    } while (next < 0);
    return value;
  }

  int readCount() {
    return Math.toIntExact(readVarint());
  }

  long readSigned() {
    long zigzag = readVarint();
    return zigzag >>> 1 ^ -(zigzag & 1);
  }

  long readLong() {
    long value = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      value = value << Byte.SIZE | (bytes[position++] & 0xFF);
    }
    return value;
  }

  String readText() {
    int length = readCount();
    String text = new String(bytes, position, length, UTF_8);
    position += length;
    return text;
  }
}
