package dev.tailrace.sink.avro;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Numbers texts in the order of their first appearance, for columns that hold each text once and
/// per row its number.
///
/// A text is found by a hash over its bytes, eight at a time, and at once when it equals the one
/// before; one that was seen costs neither an object nor a copy. Not thread-safe.
public final class TextNumbers {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int FIRST_BYTES = 1_024;
  private static final int FIRST_TEXTS = 64;

  /// All texts one after the other, in the order of their numbers.
  private byte[] texts = new byte[FIRST_BYTES];

  /// Where the text of a number ends; it begins where the one before ends.
  private int[] ends = new int[FIRST_TEXTS];

  private int[] hashes = new int[FIRST_TEXTS];

  /// Number + 1 of the text with this hash or, when that is another one, in the next slots; 0 when
  /// there is none. Never more than half full.
  private int[] slots = new int[2 * FIRST_TEXTS];

  private int size;
  private int last = -1;

  /// The number of a text, from 0; the next one when it has none yet.
  public int of(byte[] from, int start, int length) {
    if (last < 0 || !is(last, from, start, length)) {
      last = find(from, start, length);
    }
    return last;
  }

  private boolean is(int number, byte[] from, int start, int length) {
    return Arrays.equals(texts, start(number), ends[number], from, start, start + length);
  }

  private int find(byte[] from, int start, int length) {
    int hash = hash(from, start, length);
    int slot = hash & (slots.length - 1);
    while (slots[slot] != 0) {
      int number = slots[slot] - 1;
      if (hashes[number] == hash && is(number, from, start, length)) {
        return number;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    slots[slot] = size + 1;
    return add(hash, from, start, length);
  }

  private int add(int hash, byte[] from, int start, int length) {
    int at = start(size);
    if (texts.length - at < length) {
      texts = Arrays.copyOf(texts, Math.max(texts.length * 2, at + length));
    }
    System.arraycopy(from, start, texts, at, length);
    int number = size++;
    ends[number] = at + length;
    hashes[number] = hash;
    if (size == ends.length) {
      grow();
    }
    return number;
  }

  private void grow() {
    ends = Arrays.copyOf(ends, size * 2);
    hashes = Arrays.copyOf(hashes, size * 2);
    slots = new int[slots.length * 2];
    for (int number = 0; number < size; number++) {
      int slot = hashes[number] & (slots.length - 1);
      while (slots[slot] != 0) {
        slot = (slot + 1) & (slots.length - 1);
      }
      slots[slot] = number + 1;
    }
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

  /// How many texts have a number.
  public int size() {
    return size;
  }

  /// The array with the text of every number, until the next call of [#of].
  public byte[] array() {
    return texts;
  }

  /// Where the text of a number begins in [#array].
  public int start(int number) {
    return number == 0 ? 0 : ends[number - 1];
  }

  /// Bytes of the text of a number.
  public int length(int number) {
    return ends[number] - start(number);
  }

  /// Forgets all texts.
  public void clear() {
    Arrays.fill(slots, 0);
    size = 0;
    last = -1;
  }

  /// Bytes of memory in use and in reserve.
  public long capacity() {
    return texts.length + (long) Integer.BYTES * (ends.length + hashes.length + slots.length);
  }
}
