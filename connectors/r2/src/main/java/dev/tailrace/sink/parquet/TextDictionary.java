package dev.tailrace.sink.parquet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.parquet.bytes.ByteBufferAllocator;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.values.ValuesWriter;
import org.apache.parquet.column.values.dictionary.DictionaryValuesWriter;
import org.apache.parquet.column.values.dictionary.IntList;
import org.apache.parquet.column.values.plain.PlainValuesWriter;
import org.apache.parquet.io.api.Binary;

/// The dictionary of a column of texts: writes each value as the number of its first appearance.
/// Gives the bytes that Parquet's own gives, but finds a value without looking at each of its bytes
/// alone, and at once when it equals the one before, as most do in rows that are sorted.
///
/// Source: Parquet's "Encodings", "Dictionary Encoding", in the form of data pages of version 1.
///
/// Not thread-safe.
final class TextDictionary extends DictionaryValuesWriter {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long GOLDEN = 0x9E37_79B9_7F4A_7C15L;
  private static final int FIRST_BYTES = 1_024;
  private static final int FIRST_SLOTS = 64;

  /// All texts one after the other, in the order of their numbers.
  private byte[] texts = new byte[FIRST_BYTES];

  /// Where the text of a number ends; it begins where the one before ends.
  private int[] ends = new int[FIRST_SLOTS / 2];

  private int[] hashes = new int[FIRST_SLOTS / 2];

  /// Number + 1 of the text with this hash or, when that is another one, in the next slots; 0 when
  /// there is none. Never more than half full.
  private int[] slots = new int[FIRST_SLOTS];

  private int size;
  private int last = -1;

  /// @param most bytes of the dictionary, beyond which the column goes without
  @SuppressWarnings("deprecation") // the name in data pages of version 1, as Parquet writes them
  TextDictionary(int most, ByteBufferAllocator allocator) {
    super(most, Encoding.PLAIN_DICTIONARY, Encoding.PLAIN_DICTIONARY, allocator);
  }

  @Override
  public void writeBytes(Binary value) {
    ByteBuffer view = value.toByteBuffer();
    byte[] bytes = view.array();
    int start = view.arrayOffset() + view.position();
    int end = start + view.remaining();
    if (last < 0 || !isText(last, bytes, start, end)) {
      last = number(bytes, start, end);
    }
    encodedValues.add(last);
  }

  private boolean isText(int number, byte[] bytes, int start, int end) {
    return Arrays.equals(texts, start(number), ends[number], bytes, start, end);
  }

  private int start(int number) {
    return number == 0 ? 0 : ends[number - 1];
  }

  private int number(byte[] bytes, int start, int end) {
    int hash = hash(bytes, start, end);
    int slot = hash & (slots.length - 1);
    while (slots[slot] != 0) {
      int number = slots[slot] - 1;
      if (hashes[number] == hash && isText(number, bytes, start, end)) {
        return number;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    slots[slot] = size + 1;
    return add(hash, bytes, start, end);
  }

  private int add(int hash, byte[] bytes, int start, int end) {
    int length = end - start;
    int at = start(size);
    if (texts.length - at < length) {
      texts = Arrays.copyOf(texts, Math.max(texts.length * 2, at + length));
    }
    System.arraycopy(bytes, start, texts, at, length);
    int number = size++;
    ends[number] = at + length;
    hashes[number] = hash;
    dictionaryByteSize += Integer.BYTES + (long) length;
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

  private static int hash(byte[] bytes, int start, int end) {
    long hash = (long) end - start;
    int at = start;
    for (; at <= end - Long.BYTES; at += Long.BYTES) {
      hash = (hash ^ (long) LONG.get(bytes, at)) * GOLDEN;
      hash ^= hash >>> 29;
    }
    for (; at < end; at++) {
      hash = (hash ^ bytes[at]) * GOLDEN;
    }
    return (int) (hash >>> Integer.SIZE);
  }

  private Binary text(int number) {
    return Binary.fromConstantByteArray(texts, start(number), ends[number] - start(number));
  }

  @Override
  public DictionaryPage toDictPageAndClose() {
    if (lastUsedDictionarySize == 0) {
      return null;
    }
    var page = new PlainValuesWriter(lastUsedDictionaryByteSize, maxDictionaryByteSize, allocator);
    for (int number = 0; number < lastUsedDictionarySize; number++) {
      page.writeBytes(text(number));
    }
    return dictPage(page);
  }

  @Override
  protected void fallBackDictionaryEncodedData(ValuesWriter plain) {
    IntList.IntIterator numbers = encodedValues.iterator();
    while (numbers.hasNext()) {
      plain.writeBytes(text(numbers.next()));
    }
  }

  @Override
  protected void clearDictionaryContent() {
    Arrays.fill(slots, 0);
    size = 0;
    last = -1;
  }

  @Override
  protected int getDictionarySize() {
    return size;
  }
}
