package dev.tailrace.postgres.schema;

import java.util.List;
import java.util.function.IntFunction;

/// Texts of which nearly every word is another one.
record DistinctWords(String name, IntFunction<String> word) {
  static List<DistinctWords> all() {
    return List.of(
        new DistinctWords("plain", i -> letters(i, 'a', 26, 5)),
        new DistinctWords(
            "hyphenated", i -> letters(i, 'a', 26, 3) + "q-" + letters(i * 7, 'a', 26, 3) + "z"),
        new DistinctWords(
            "URLs",
            i -> "https://" + letters(i, 'a', 26, 4) + ".example/" + letters(i * 3, 'a', 26, 5)),
        new DistinctWords("of two bytes", i -> letters(i, 'а', 32, 4)),
        new DistinctWords(
            "hyphenated of two bytes",
            i -> letters(i, 'а', 32, 3) + "-" + letters(i * 31, 'а', 32, 3)),
        new DistinctWords(
            "hyphenated of three bytes",
            i -> letters(i, 0x4e00, 20_000, 2) + "-" + letters(i * 31, 0x4e00, 20_000, 2)),
        new DistinctWords(
            "pairs of four bytes",
            i -> letters(2 * i, 0x20000, 40_000, 1) + "-" + letters(2 * i + 1, 0x20000, 40_000, 1)),
        new DistinctWords(
            "long of four bytes",
            i ->
                letters(2 * i, 0x20000, 40_000, 200)
                    + "-"
                    + letters(2 * i + 1, 0x20000, 40_000, 200)));
  }

  @Override
  public String toString() {
    return name;
  }

  String text(int bytes) {
    StringBuilder text = new StringBuilder();
    // A character of four bytes is two chars of Java.
    for (int i = 0; text.length() < bytes / 2; i++) {
      text.append(word.apply(i)).append(' ');
    }
    return text.toString();
  }

  private static String letters(int number, int first, int count, int length) {
    StringBuilder letters = new StringBuilder();
    int rest = number;
    for (int i = 0; i < length; i++) {
      letters.appendCodePoint(first + Math.floorMod(rest, count));
      rest = rest / count + (rest < count ? i : 0);
    }
    return letters.toString();
  }
}
