package dev.tailrace.sink.clickhouse;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// LowCardinality(String) and LowCardinality(Nullable(String)): each distinct text once, and per
/// row its number.
///
/// Texts are found by a hash over their bytes, so a value that was seen costs neither an object nor
/// a copy. In the nullable kind number 0 is null. A text whose only row was forgotten stays in the
/// dictionary, which ClickHouse allows.
///
/// Source: ClickHouse `SerializationLowCardinality.cpp`.
final class DictionaryColumn extends Column implements TextAppender {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int FIRST_CAPACITY = 256;
  private static final long VERSION_SHARED_WITH_ADDITIONAL_KEYS = 1;
  private static final long HAS_ADDITIONAL_KEYS = 1 << 9;
  private static final long NEEDS_UPDATE = 1 << 10;

  private final Nulls nulls;
  private final GrowingBytes keys = new GrowingBytes();
  private final GrowingBytes scratch = new GrowingBytes();
  private int[] starts = new int[FIRST_CAPACITY];
  private int[] lengths = new int[FIRST_CAPACITY];
  private int[] slots = new int[4 * FIRST_CAPACITY];
  private int[] numbers = new int[FIRST_CAPACITY];
  private int keyCount;
  private int rows;

  /// Whether the texts may be null.
  enum Nulls {
    ALLOWED,
    NOT_ALLOWED
  }

  DictionaryColumn(Nulls nulls) {
    this.nulls = nulls;
    startOver();
  }

  boolean allowsNull() {
    return nulls == Nulls.ALLOWED;
  }

  @Override
  public void append(byte[] from, int start, int length) {
    if (rows > 0) {
      int last = numbers[rows - 1];
      if (isKey(last, from, start, length) && !isNull(last)) {
        appendNumber(last);
        return;
      }
    }
    appendNumber(numberOf(from, start, length));
  }

  @Override
  void appendEmpty() {
    if (allowsNull()) {
      appendNumber(0);
    } else {
      append(scratch.array(), 0, 0);
    }
  }

  private boolean isNull(int number) {
    return number == 0 && allowsNull();
  }

  private void appendNumber(int number) {
    if (rows == numbers.length) {
      numbers = Arrays.copyOf(numbers, rows * 2);
    }
    numbers[rows++] = number;
  }

  private int numberOf(byte[] from, int start, int length) {
    int slot = hash(from, start, length) & (slots.length - 1);
    while (slots[slot] != 0) {
      int number = slots[slot] - 1;
      if (isKey(number, from, start, length)) {
        return number;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    int number = addKey(from, start, length);
    slots[slot] = number + 1;
    if (keyCount * 2 > slots.length) {
      rehash();
    }
    return number;
  }

  private int addKey(byte[] from, int start, int length) {
    if (keyCount == starts.length) {
      starts = Arrays.copyOf(starts, keyCount * 2);
      lengths = Arrays.copyOf(lengths, keyCount * 2);
    }
    keys.putVarUInt(length);
    starts[keyCount] = keys.size();
    lengths[keyCount] = length;
    keys.put(from, start, length);
    return keyCount++;
  }

  private void rehash() {
    slots = new int[slots.length * 4];
    for (int number = allowsNull() ? 1 : 0; number < keyCount; number++) {
      int slot = hash(keys.array(), starts[number], lengths[number]) & (slots.length - 1);
      while (slots[slot] != 0) {
        slot = (slot + 1) & (slots.length - 1);
      }
      slots[slot] = number + 1;
    }
  }

  private boolean isKey(int number, byte[] from, int start, int length) {
    int keyStart = starts[number];
    return lengths[number] == length
        && Arrays.equals(keys.array(), keyStart, keyStart + length, from, start, start + length);
  }

  private static int hash(byte[] from, int start, int length) {
    long hash = length * 0x9E3779B97F4A7C15L;
    int at = start;
    int end = start + length;
    for (; at + Long.BYTES <= end; at += Long.BYTES) {
      hash = (hash ^ (long) LONG.get(from, at)) * 0xff51afd7ed558ccdL;
      hash ^= hash >>> 32;
    }
    for (; at < end; at++) {
      hash = (hash ^ (from[at] & 0xff)) * 0xff51afd7ed558ccdL;
    }
    return (int) (hash ^ (hash >>> 29) ^ (hash >>> 47));
  }

  @Override
  int rows() {
    return rows;
  }

  @Override
  void truncate(int keep) {
    rows = Math.min(rows, keep);
    if (rows == 0) {
      startOver();
    }
  }

  private void startOver() {
    keys.truncate(0);
    keyCount = 0;
    Arrays.fill(slots, 0);
    if (allowsNull()) {
      addKey(scratch.array(), 0, 0);
    }
  }

  @Override
  void writePrefix(OutputStream out) throws IOException {
    scratch.truncate(0);
    scratch.putLong(VERSION_SHARED_WITH_ADDITIONAL_KEYS);
    scratch.writeTo(out);
  }

  @Override
  void writeData(OutputStream out) throws IOException {
    if (rows == 0) {
      // The elements of nothing but empty arrays: ClickHouse reads no dictionary then.
      return;
    }
    int widthCode = keyCount <= 1 << 8 ? 0 : keyCount <= 1 << 16 ? 1 : 2;
    scratch.truncate(0);
    scratch.putLong(widthCode | HAS_ADDITIONAL_KEYS | NEEDS_UPDATE);
    scratch.putLong(keyCount);
    scratch.writeTo(out);
    keys.writeTo(out);
    scratch.truncate(0);
    scratch.putLong(rows);
    for (int row = 0; row < rows; row++) {
      switch (widthCode) {
        case 0 -> scratch.put(numbers[row]);
        case 1 -> scratch.putShort(numbers[row]);
        default -> scratch.putInt(numbers[row]);
      }
    }
    scratch.writeTo(out);
  }

  @Override
  long capacity() {
    return keys.capacity()
        + scratch.capacity()
        + (long) Integer.BYTES * (starts.length + lengths.length + slots.length + numbers.length);
  }
}
