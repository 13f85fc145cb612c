package dev.tailrace.event;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;

/// Gives the same String for the same ASCII bytes, most of the time: script names, methods,
/// outcomes, user agents repeat in nearly every event. A bounded table in which a newcomer takes
/// the slot of whatever was there, so it needs no upkeep and cannot grow. Not thread-safe.
final class StringCache {
  private static final long GOLDEN = 0x9E37_79B9_7F4A_7C15L;
  private static final int SLOT_BITS = 11;
  private static final int LONGEST = 192;

  private final byte[][] keys = new byte[1 << SLOT_BITS][];
  private final String[] values = new String[1 << SLOT_BITS];

  String get(byte[] ascii, int start, int end) {
    int length = end - start;
    if (length > LONGEST) {
      return new String(ascii, start, length, ISO_8859_1);
    }
    int slot = slot(ascii, start, end);
    byte[] key = keys[slot];
    if (key == null || key.length != length || !Words.same(key, 0, ascii, start, length)) {
      keys[slot] = Arrays.copyOfRange(ascii, start, end);
      values[slot] = new String(ascii, start, length, ISO_8859_1);
    }
    return values[slot];
  }

  private static int slot(byte[] bytes, int start, int end) {
    long hash = (long) end - start;
    int at = start;
    for (; at <= end - Long.BYTES; at += Long.BYTES) {
      hash = (hash ^ Words.at(bytes, at)) * GOLDEN;
      hash ^= hash >>> 29;
    }
    for (; at < end; at++) {
      hash = (hash ^ bytes[at]) * GOLDEN;
    }
    return (int) ((hash * GOLDEN) >>> (Long.SIZE - SLOT_BITS));
  }
}
