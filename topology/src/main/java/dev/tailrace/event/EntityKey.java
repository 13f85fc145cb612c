package dev.tailrace.event;

import java.math.BigDecimal;

/// The parts of an entity's key, as the mutation contract allows them.
final class EntityKey {
  static final int LONGEST_ID = 2_048;

  /// So that a sign, the digits, a point and the zeros an exponent asks for stay below the limit.
  private static final int MOST_DIGITS = 1_000;

  private static final String NS_RULE = "it must match ^[a-z0-9.-]+(/[a-z0-9.-]+)*$";
  private static final String ID_RULE =
      "it must be a string of 1 to 2,048 characters without U+0000 or half a surrogate pair, or a"
          + " number";

  private EntityKey() {}

  /// A namespace. `field` names it in the message of a refusal.
  static String namespace(String field, JsonText value) {
    String text = value != null && value.isString() ? PlainText.of(value) : "";
    if (!isNamespace(text)) {
      throw MutationReader.invalid(field, value, NS_RULE);
    }
    return text;
  }

  /// An id; a number counts as its decimal text. A character that would have to be replaced refuses
  /// it, because two ids must not become one.
  static String id(String field, JsonText value) {
    if (value != null && value.isNumber()) {
      return decimal(field, value);
    }
    String text = value != null && value.isString() && value.isClean() ? PlainText.of(value) : "";
    if (text.isEmpty() || text.codePointCount(0, text.length()) > LONGEST_ID) {
      throw MutationReader.invalid(field, value, ID_RULE);
    }
    return text;
  }

  /// One or more segments of `a-z 0-9 . -`, with slashes between them.
  private static boolean isNamespace(String text) {
    char before = '/';
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean inSegment = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
      if (!inSegment && (c != '/' || before == '/')) {
        return false;
      }
      before = c;
    }
    return before != '/';
  }

  /// 42 is "42", and so is 4.2e1. An exponent that asks for more digits than an id may have is
  /// refused before they are written out.
  private static String decimal(String field, JsonText value) {
    if (value.length() <= MOST_DIGITS) {
      try {
        BigDecimal number = new BigDecimal(value.toString()).stripTrailingZeros();
        if (Math.abs((long) number.scale()) <= MOST_DIGITS) {
          return number.toPlainString();
        }
      } catch (NumberFormatException _) {
        // Only an exponent beyond 32 bits comes here: refused below with the other long ones.
      }
    }
    throw MutationReader.invalid(field, value, ID_RULE);
  }
}
