package dev.tailrace.event;

/// Kinds of JSON values, in words.
final class ValueKind {
  private ValueKind() {}

  /// What a value is, by its first byte.
  static String startingWith(int b) {
    return switch (b) {
      case '{' -> "an object";
      case '[' -> "an array";
      case '"' -> "a string";
      case 't', 'f' -> "a boolean";
      case 'n' -> "null";
      default -> "a number";
    };
  }
}
