package dev.tailrace.event;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/// Numbers as RFC 8259 writes them.
final class JsonNumber {
  /// Whole numbers of so many digits are exact in a long and in a double.
  private static final int EXACT_DIGITS = 15;

  private JsonNumber() {}

  /// The value of the number at `start`, as JavaScript reads it.
  static double value(byte[] json, int start, int end) {
    boolean negative = json[start] == '-';
    int at = negative ? start + 1 : start;
    if (end - at <= EXACT_DIGITS) {
      long whole = 0;
      while (at < end && isDigit(json[at])) {
        whole = whole * 10 + (json[at++] - '0');
      }
      if (at == end) {
        return negative ? -(double) whole : whole;
      }
    }
    return Double.parseDouble(new String(json, start, end - start, ISO_8859_1));
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }
}
