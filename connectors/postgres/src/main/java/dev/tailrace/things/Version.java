package dev.tailrace.things;

import java.util.Arrays;

/// A ULID, which orders the mutations of an entity. Its numeric order is the order of its text.
///
/// Source of the format: ULID specification, "Canonical String Representation"; only upper case is
/// accepted, so that one version has one text.
///
/// @param high the upper 64 bits: 48 of time, in milliseconds, and 16 more
/// @param low the lower 64 bits
public record Version(long high, long low) implements Comparable<Version> {
  /// Before every version of a mutation.
  public static final Version NONE = new Version(0, 0);

  private static final int LENGTH = 26;
  private static final int BITS = 5;
  private static final int MASK = (1 << BITS) - 1;
  private static final char[] DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();
  private static final byte[] VALUES = values();

  /// Reads the text of a version.
  ///
  /// @throws IllegalArgumentException when it is no ULID in upper case
  public static Version of(String text) {
    if (text.length() != LENGTH || value(text, 0) > 7) {
      throw invalid(text);
    }
    long high = 0;
    long low = 0;
    for (int i = 0; i < LENGTH; i++) {
      high = (high << BITS) | (low >>> (Long.SIZE - BITS));
      low = (low << BITS) | value(text, i);
    }
    return new Version(high, low);
  }

  @Override
  public int compareTo(Version other) {
    int highs = Long.compareUnsigned(high, other.high);
    return highs != 0 ? highs : Long.compareUnsigned(low, other.low);
  }

  /// The 26 characters of the ULID.
  @Override
  public String toString() {
    char[] text = new char[LENGTH];
    long upper = high;
    long lower = low;
    for (int i = LENGTH - 1; i >= 0; i--) {
      text[i] = DIGITS[(int) lower & MASK];
      lower = (lower >>> BITS) | (upper << (Long.SIZE - BITS));
      upper >>>= BITS;
    }
    return new String(text);
  }

  private static int value(String text, int at) {
    char c = text.charAt(at);
    int value = c < VALUES.length ? VALUES[c] : -1;
    if (value < 0) {
      throw invalid(text);
    }
    return value;
  }

  private static IllegalArgumentException invalid(String text) {
    return new IllegalArgumentException("'" + text + "' is no ULID of 26 upper-case characters");
  }

  private static byte[] values() {
    byte[] values = new byte['Z' + 1];
    Arrays.fill(values, (byte) -1);
    for (byte i = 0; i < DIGITS.length; i++) {
      values[DIGITS[i]] = i;
    }
    return values;
  }
}
