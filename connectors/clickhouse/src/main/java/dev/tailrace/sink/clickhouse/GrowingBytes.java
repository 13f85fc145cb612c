package dev.tailrace.sink.clickhouse;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// A byte array that grows and is kept for the next batch. Numbers are little-endian, as in
/// ClickHouse's Native format.
final class GrowingBytes {
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int FIRST_CAPACITY = 1024;

  private byte[] bytes = new byte[FIRST_CAPACITY];
  private int size;

  byte[] array() {
    return bytes;
  }

  int size() {
    return size;
  }

  int capacity() {
    return bytes.length;
  }

  int intAt(int start) {
    return (int) INT.get(bytes, start);
  }

  void truncate(int newSize) {
    size = newSize;
  }

  void put(int value) {
    int at = reserve(1);
    bytes[at] = (byte) value;
  }

  void putShort(int value) {
    int at = reserve(Short.BYTES);
    SHORT.set(bytes, at, (short) value);
  }

  void putInt(int value) {
    int at = reserve(Integer.BYTES);
    INT.set(bytes, at, value);
  }

  void putLong(long value) {
    int at = reserve(Long.BYTES);
    LONG.set(bytes, at, value);
  }

  void put(byte[] from, int start, int length) {
    int at = reserve(length);
    System.arraycopy(from, start, bytes, at, length);
  }

  void putZeros(int count) {
    int start = reserve(count);
    Arrays.fill(bytes, start, start + count, (byte) 0);
  }

  /// ClickHouse's VarUInt: seven bits a byte, lowest first.
  void putVarUInt(int value) {
    int rest = value;
    while ((rest & ~0x7f) != 0) {
      put((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    put(rest);
  }

  void writeTo(OutputStream out) throws IOException {
    out.write(bytes, 0, size);
  }

  /// Makes room and returns where it begins. May replace the array: call it before reading the
  /// field.
  private int reserve(int count) {
    int start = size;
    int needed = Math.addExact(start, count);
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(needed, bytes.length + (bytes.length >> 1)));
    }
    size = needed;
    return start;
  }
}
