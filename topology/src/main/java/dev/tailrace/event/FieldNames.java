package dev.tailrace.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/// The field names one reader knows, found by their bytes without making a String. Immutable.
///
/// A small hash table over the first eight bytes and the length, grown at construction until no two
/// names share a slot: a look-up is one probe.
final class FieldNames<E extends Enum<E>> {
  private static final long GOLDEN = 0x9E37_79B9_7F4A_7C15L;

  private static final class Entry<E> {
    final byte[] name;
    final long head;
    final E field;

    Entry(byte[] name, long head, E field) {
      this.name = name;
      this.head = head;
      this.field = field;
    }
  }

  private final Map<String, E> byText = new HashMap<>();
  private final E other;
  private Entry<E>[] slots;
  private int shift;

  /// @param other stands for every name that is not known; it has no name of its own
  FieldNames(Class<E> fields, E other, Function<E, String> name) {
    this.other = other;
    for (E field : EnumSet.complementOf(EnumSet.of(other))) {
      byText.put(name.apply(field), field);
    }
    if (byText.containsKey(null) || byText.size() != fields.getEnumConstants().length - 1) {
      throw new IllegalArgumentException("a name is missing or double in " + fields);
    }
    shift = Long.SIZE - 3;
    while (!fill()) {
      shift--;
    }
  }

  /// Fields whose names are those of the constants, in lower case.
  static <E extends Enum<E>> FieldNames<E> lowerCase(Class<E> fields, E other) {
    return new FieldNames<>(fields, other, field -> field.name().toLowerCase(Locale.ROOT));
  }

  /// The field whose name stands in these bytes, between its quotes and without escapes.
  E find(byte[] json, int start, int end) {
    long head = head(json, start, end);
    Entry<E> entry = slots[slot(head, end - start)];
    return entry != null && entry.head == head && sameName(entry.name, json, start, end)
        ? entry.field
        : other;
  }

  E find(String name) {
    return byText.getOrDefault(name, other);
  }

  private static boolean sameName(byte[] name, byte[] json, int start, int end) {
    int length = end - start;
    return name.length == length
        && (length <= Long.BYTES
            || Words.same(name, Long.BYTES, json, start + Long.BYTES, length - Long.BYTES));
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private boolean fill() {
    slots = new Entry[1 << (Long.SIZE - shift)];
    for (Map.Entry<String, E> known : byText.entrySet()) {
      byte[] name = known.getKey().getBytes(UTF_8);
      long head = head(name, 0, name.length);
      int slot = slot(head, name.length);
      if (slots[slot] != null) {
        return false;
      }
      slots[slot] = new Entry<>(name, head, known.getValue());
    }
    return true;
  }

  private int slot(long head, int length) {
    return (int) (((head ^ length) * GOLDEN) >>> shift);
  }

  /// The first eight bytes of the name as a number, missing ones as zero.
  private static long head(byte[] json, int start, int end) {
    int length = end - start;
    if (start + Long.BYTES <= json.length) {
      long word = Words.at(json, start);
      return length >= Long.BYTES ? word : word & ((1L << (length * Byte.SIZE)) - 1);
    }
    long word = 0;
    for (int i = Math.min(length, Long.BYTES) - 1; i >= 0; i--) {
      word = (word << Byte.SIZE) | (json[start + i] & 0xFF);
    }
    return word;
  }
}
