package dev.tailrace.event;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

/// The contents of JSON strings that a [JsonCursor] has already checked.
final class JsonString {
  /// Stands for a character that is none.
  static final char REPLACEMENT = '\uFFFD';

  private static final String ESCAPED = "\"\\/bfnrt";
  private static final String MEANT = "\"\\/\b\f\n\r\t";

  private JsonString() {}

  /// The text between the quotes, from `start` to `end`. Halves of surrogate pairs come out as
  /// U+FFFD, because UTF-8 has no bytes for them.
  ///
  /// @param marks what [JsonCursor#skipString] found in it
  static String decode(byte[] json, int start, int end, int marks) {
    if (marks == 0) {
      return new String(json, start, end - start, ISO_8859_1);
    }
    return (marks & (JsonCursor.ESCAPE | JsonCursor.UNCLEAN)) == 0
        ? new String(json, start, end - start, UTF_8)
        : unescape(json, start, end);
  }

  /// The unit that four hexadecimal digits at `at` stand for, or -1.
  static int hexUnit(byte[] json, int at) {
    if (at + 4 > json.length) {
      return -1;
    }
    int unit = 0;
    for (int i = 0; i < 4; i++) {
      unit = unit << 4 | Character.digit(json[at + i], 16);
    }
    // A byte that is no digit gives -1, whose bits stay set above the 16 of a unit.
    return unit < 0 ? -1 : unit;
  }

  static boolean isLowSurrogateEscape(byte[] json, int at) {
    return at + 1 < json.length
        && json[at] == '\\'
        && json[at + 1] == 'u'
        && Character.isLowSurrogate((char) hexUnit(json, at + 2));
  }

  private static String unescape(byte[] json, int start, int end) {
    StringBuilder text = new StringBuilder(end - start);
    int at = start;
    while (at < end) {
      int plain = at;
      while (at < end && json[at] != '\\' && !isSurrogate(json, at)) {
        at++;
      }
      text.append(new String(json, plain, at - plain, UTF_8));
      if (at == end) {
        break;
      }
      at = json[at] == '\\' ? unescapeOne(json, at, text) : replaceSurrogate(at, text);
    }
    return text.toString();
  }

  private static boolean isSurrogate(byte[] json, int at) {
    return json[at] == (byte) 0xED && Utf8.isSurrogate(json, at);
  }

  private static int replaceSurrogate(int at, StringBuilder text) {
    text.append(REPLACEMENT);
    return at + 3;
  }

  private static int unescapeOne(byte[] json, int at, StringBuilder text) {
    if (json[at + 1] != 'u') {
      text.append(MEANT.charAt(ESCAPED.indexOf(json[at + 1])));
      return at + 2;
    }
    char unit = (char) hexUnit(json, at + 2);
    if (Character.isHighSurrogate(unit) && isLowSurrogateEscape(json, at + 6)) {
      text.append(unit).append((char) hexUnit(json, at + 8));
      return at + 12;
    }
    text.append(Character.isSurrogate(unit) ? REPLACEMENT : unit);
    return at + 6;
  }
}
