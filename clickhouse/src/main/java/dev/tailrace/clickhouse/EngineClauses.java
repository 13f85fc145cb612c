package dev.tailrace.clickhouse;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// The clauses of `system.tables.engine_full`, such as
/// `MergeTree PARTITION BY a ORDER BY b TTL c SETTINGS d = 1, e = 2`.
///
/// The TTL has no column of its own in `system.tables`; this is the only place to read it.
final class EngineClauses {
  /// The words that begin a clause, in the order ClickHouse writes them.
  private static final List<String> WORDS =
      List.of("PARTITION BY", "PRIMARY KEY", "ORDER BY", "SAMPLE BY", "TTL", "SETTINGS", "COMMENT");

  private static final Pattern SETTING = Pattern.compile("(\\w+) = (.*?)(?=, \\w+ = |$)");

  private EngineClauses() {}

  /// Clauses by their word; what stands before the first is `ENGINE`, and each setting is an entry
  /// `SETTING name`.
  static Map<String, String> of(String engineFull) {
    Map<String, String> clauses = new LinkedHashMap<>();
    String word = "ENGINE";
    int start = 0;
    for (int i : topLevelBlanks(engineFull)) {
      for (String next : WORDS) {
        if (engineFull.startsWith(next + " ", i + 1)) {
          put(clauses, word, engineFull.substring(start, i));
          word = next;
          start = i + 1 + next.length();
        }
      }
    }
    put(clauses, word, engineFull.substring(start));
    return clauses;
  }

  /// On a cluster the first two arguments say where the replica lies, which is no part of a shape.
  static String withoutReplicaPath(String engine) {
    return engine.replaceFirst("^(Replicated\\w+)\\('[^']*', '[^']*'(?:, )?(.*)\\)$", "$1($2)");
  }

  private static void put(Map<String, String> clauses, String word, String text) {
    String value = text.strip();
    if (word.equals("SETTINGS")) {
      SETTING
          .matcher(value)
          .results()
          .forEach(found -> clauses.put("SETTING " + found.group(1), found.group(2)));
    } else if (!value.isEmpty()) {
      clauses.put(word, value);
    }
  }

  /// Where a blank stands outside of quotes and brackets.
  private static List<Integer> topLevelBlanks(String text) {
    List<Integer> blanks = new ArrayList<>();
    int depth = 0;
    char quote = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote != 0) {
        if (c == '\\') {
          i++;
        } else if (c == quote) {
          quote = 0;
        }
      } else if (c == '\'' || c == '`' || c == '"') {
        quote = c;
      } else if (c == '(') {
        depth++;
      } else if (c == ')') {
        depth--;
      } else if (c == ' ' && depth == 0) {
        blanks.add(i);
      }
    }
    return blanks;
  }
}
