package dev.tailrace.sink.clickhouse;

import dev.tailrace.sink.avro.TextNumbers;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/// LowCardinality(String) and LowCardinality(Nullable(String)): each distinct text once, and per
/// row its number.
///
/// In the nullable kind number 0 is null, and an empty text in the dictionary. A text whose only
/// row was forgotten stays in the dictionary, which ClickHouse allows.
///
/// Source: ClickHouse `SerializationLowCardinality.cpp`.
final class DictionaryColumn extends Column implements TextAppender {
  private static final int FIRST_CAPACITY = 256;
  private static final long VERSION_SHARED_WITH_ADDITIONAL_KEYS = 1;
  private static final long HAS_ADDITIONAL_KEYS = 1 << 9;
  private static final long NEEDS_UPDATE = 1 << 10;

  private final Nulls nulls;
  private final TextNumbers texts = new TextNumbers();
  private final GrowingBytes scratch = new GrowingBytes();
  private int[] numbers = new int[FIRST_CAPACITY];
  private int rows;

  /// Whether the texts may be null.
  enum Nulls {
    ALLOWED,
    NOT_ALLOWED
  }

  DictionaryColumn(Nulls nulls) {
    this.nulls = nulls;
  }

  boolean allowsNull() {
    return nulls == Nulls.ALLOWED;
  }

  @Override
  public void append(byte[] from, int start, int length) {
    appendNumber(nullKeys() + texts.of(from, start, length));
  }

  private int nullKeys() {
    return allowsNull() ? 1 : 0;
  }

  @Override
  void appendEmpty() {
    if (allowsNull()) {
      appendNumber(0);
    } else {
      append(scratch.array(), 0, 0);
    }
  }

  private void appendNumber(int number) {
    if (rows == numbers.length) {
      numbers = Arrays.copyOf(numbers, rows * 2);
    }
    numbers[rows++] = number;
  }

  @Override
  int rows() {
    return rows;
  }

  @Override
  void truncate(int keep) {
    rows = Math.min(rows, keep);
    if (rows == 0) {
      texts.clear();
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
    int keyCount = nullKeys() + texts.size();
    int widthCode = keyCount <= 1 << 8 ? 0 : keyCount <= 1 << 16 ? 1 : 2;
    scratch.truncate(0);
    scratch.putLong(widthCode | HAS_ADDITIONAL_KEYS | NEEDS_UPDATE);
    scratch.putLong(keyCount);
    if (allowsNull()) {
      scratch.putVarUInt(0);
    }
    for (int text = 0; text < texts.size(); text++) {
      scratch.putVarUInt(texts.length(text));
      scratch.put(texts.array(), texts.start(text), texts.length(text));
    }
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
    return texts.capacity() + scratch.capacity() + (long) Integer.BYTES * numbers.length;
  }
}
