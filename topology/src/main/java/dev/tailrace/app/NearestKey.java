package dev.tailrace.app;

import java.util.Comparator;
import java.util.stream.Stream;

/// Finds the key somebody probably meant.
final class NearestKey {
  private NearestKey() {}

  static String to(String mistaken) {
    return Stream.concat(
            Settings.ALL.stream().map(Setting::key),
            Section.ALL.stream().map(section -> section.prefix() + "*"))
        .min(Comparator.comparingInt(key -> distance(mistaken, key)))
        .orElseThrow();
  }

  /// Levenshtein distance: inserted, removed and changed characters.
  private static int distance(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int changed = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, Math.min(row[j - 1], row[j]) + 1);
      }
    }
    return row[to.length()];
  }
}
