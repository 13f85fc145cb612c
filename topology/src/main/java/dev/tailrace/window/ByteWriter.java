package dev.tailrace.window;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/// Numbers and texts into a growing array. Whole numbers of 0 and more are varints: seven bits a
/// byte, the lowest first, the high bit telling that more follow. Not thread-safe.
final class ByteWriter {
  private byte[] bytes;
  private int size;

  ByteWriter(int capacity) {
    this.bytes = new byte[capacity];
  }

  int size() {
    return size;
  }

  /// The array itself, of which the first [#size] bytes are written. Growing replaces it.
  byte[] array() {
    return bytes;
  }

  byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  /// Forgets what was written from this place on.
  void truncate(int newSize) {
    size = newSize;
  }

  void ensure(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
  }

  void put(int value) {
    ensure(1);
    bytes[size++] = (byte) value;
  }

  void putVarint(long value) {
    ensure(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  /// A number that may be negative: zigzag, then a varint.
  void putSigned(long value) {
    putVarint(value << 1 ^ value >> 63);
  }

  void putLong(long value) {
    ensure(Long.BYTES);
    for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
      bytes[size++] = (byte) (value >>> shift);
    }
  }

  /// Length in bytes, then UTF-8.
  void putText(String text) {
    byte[] utf8 = text.getBytes(UTF_8);
    putVarint(utf8.length);
    ensure(utf8.length);
    System.arraycopy(utf8, 0, bytes, size, utf8.length);
    size += utf8.length;
  }
}
