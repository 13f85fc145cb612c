package dev.tailrace.clickhouse;

import java.util.ArrayList;
import java.util.List;

/// Cuts a SQL text into its statements.
///
/// Semicolons inside strings, quoted identifiers, heredocs (`$tag$ … $tag$`) and comments do not
/// cut. Comments go, and white space outside quotes becomes one blank: two texts that differ in
/// nothing else give equal statements, so that a comment can be mended after a migration was
/// applied.
final class SqlStatements {
  private final String text;
  private final List<String> statements = new ArrayList<>();
  private final StringBuilder current = new StringBuilder();
  private int position;

  private SqlStatements(String text) {
    this.text = text;
  }

  /// @throws IllegalArgumentException when a string or comment does not end
  static List<String> of(String text) {
    SqlStatements cut = new SqlStatements(text);
    while (cut.position < text.length()) {
      cut.step();
    }
    cut.endStatement();
    return List.copyOf(cut.statements);
  }

  private void step() {
    char c = text.charAt(position);
    if (text.startsWith("--", position)) {
      skipTo("\n", text.length());
    } else if (text.startsWith("/*", position)) {
      skipTo("*/", -1);
    } else if (c == '\'' || c == '"' || c == '`') {
      copy(endOfQuoted(c));
    } else if (c == '$' && heredocTag() != null) {
      copy(endOfHeredoc(heredocTag()));
    } else if (c == ';') {
      position++;
      endStatement();
    } else if (Character.isWhitespace(c)) {
      position++;
      blank();
    } else {
      copy(position + 1);
    }
  }

  private void copy(int end) {
    current.append(text, position, end);
    position = end;
  }

  private void blank() {
    if (!current.isEmpty() && current.charAt(current.length() - 1) != ' ') {
      current.append(' ');
    }
  }

  private void endStatement() {
    String statement = current.toString().strip();
    if (!statement.isEmpty()) {
      statements.add(statement);
    }
    current.setLength(0);
  }

  /// @param whenMissing the end when the text has no such terminator, negative if that is an error
  private void skipTo(String terminator, int whenMissing) {
    int found = text.indexOf(terminator, position + 2);
    if (found < 0 && whenMissing < 0) {
      throw unfinished("comment");
    }
    position = found < 0 ? whenMissing : found + terminator.length();
    blank();
  }

  /// A quote inside is doubled or follows a backslash; both are copied as they stand.
  private int endOfQuoted(char quote) {
    for (int i = position + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == quote) {
        return i + 1;
      }
    }
    throw unfinished("text in " + quote);
  }

  private String heredocTag() {
    int end = position + 1;
    while (end < text.length() && isWord(text.charAt(end))) {
      end++;
    }
    return end < text.length() && text.charAt(end) == '$'
        ? text.substring(position, end + 1)
        : null;
  }

  private static boolean isWord(char c) {
    return c == '_' || Character.isLetterOrDigit(c);
  }

  private int endOfHeredoc(String tag) {
    int found = text.indexOf(tag, position + tag.length());
    if (found < 0) {
      throw unfinished("heredoc " + tag);
    }
    return found + tag.length();
  }

  private IllegalArgumentException unfinished(String what) {
    long line = text.substring(0, position).lines().count();
    return new IllegalArgumentException(
        "the %s that begins in line %d has no end".formatted(what, Math.max(1, line)));
  }
}
