package dev.tailrace.things;

import static java.nio.charset.StandardCharsets.UTF_8;

/// What a key must be, for the tables to take it.
///
/// Source: the CHECKs of the table `things`, and the largest row of a B-tree index in PostgreSQL
/// (2,704 bytes in pages of 8 KiB).
final class KeyRules {
  /// In characters, which are code points.
  static final int LONGEST_ID = 2_048;

  private static final int MOST_BYTES = 2_600;
  private static final String NS_RULE = "it must match ^[a-z0-9.-]+(/[a-z0-9.-]+)*$";

  private KeyRules() {}

  /// A key whose parts are checked.
  ///
  /// @param nsField name of the field that holds the namespace, for messages
  /// @throws InvalidMutation when the tables would refuse it
  static EntityKey key(String nsField, String ns, String idField, String id) {
    if (ns == null) {
      throw new InvalidMutation(nsField, "it is missing: " + NS_RULE);
    }
    if (!isNamespace(ns)) {
      throw new InvalidMutation(nsField, InvalidMutation.shown(ns) + ": " + NS_RULE);
    }
    if (id == null || id.isEmpty()) {
      throw new InvalidMutation(idField, "it is missing");
    }
    requireId(idField, id);
    int bytes = ns.length() + id.getBytes(UTF_8).length;
    if (bytes > MOST_BYTES) {
      throw new InvalidMutation(
          idField,
          "%s has with its namespace %,d bytes: Postgres cannot index more than %,d"
              .formatted(InvalidMutation.shown(id), bytes, MOST_BYTES));
    }
    return new EntityKey(ns, id);
  }

  private static void requireId(String field, String id) {
    if (!isIdLength(id)) {
      throw new InvalidMutation(
          field,
          "%s: it must have at most %,d characters"
              .formatted(InvalidMutation.shown(id), LONGEST_ID));
    }
    requireStorable(field, id);
  }

  /// Neither empty nor too long.
  static boolean isIdLength(String id) {
    int length = id.length() <= LONGEST_ID ? id.length() : id.codePointCount(0, id.length());
    return length > 0 && length <= LONGEST_ID;
  }

  /// @throws InvalidMutation when the text holds U+0000, which no text in Postgres can hold
  static void requireStorable(String field, String text) {
    if (text.indexOf('\0') >= 0) {
      throw new InvalidMutation(field, "it holds U+0000, which Postgres cannot store");
    }
  }

  /// One or more segments of `a-z 0-9 . -`, with slashes between them.
  static boolean isNamespace(String text) {
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
}
