package dev.tailrace.event;

import java.util.Optional;

/// JSON values as people read them: a string as it is, everything else as JSON.
final class PlainText {
  /// How much of a text goes into `error_message`, in UTF-16 units.
  static final int LIMIT = 1_000;

  private PlainText() {}

  /// The text of a value, whole.
  static String of(JsonText value) {
    JsonCursor cursor = new JsonCursor();
    cursor.reset(value);
    return next(cursor);
  }

  /// The text of a log entry: the arguments of the call, joined with one space. It is built no
  /// further than [#cut] needs it.
  static String ofLog(JsonText message) {
    JsonCursor cursor = new JsonCursor();
    cursor.reset(message);
    if (cursor.peek() != '[') {
      return next(cursor);
    }
    StringBuilder text = new StringBuilder();
    cursor.enterArray();
    for (int i = 0; text.length() <= LIMIT && cursor.nextElement(); i++) {
      text.append(i == 0 ? "" : " ").append(next(cursor));
    }
    return text.toString();
  }

  /// Whether the text of the log entry from `start` to `end` starts with the name of an error. Most
  /// texts are told by their first bytes; only a likely one is built.
  static boolean startsWithErrorName(byte[] json, int start, int end) {
    if (start == end) {
      return false;
    }
    int at = start;
    if (json[at] == '[') {
      at++;
      while (json[at] <= ' ') {
        at++;
      }
    }
    if (json[at] != '"' || (!ErrorName.isUpper(json[at + 1]) && json[at + 1] != '\\')) {
      return false;
    }
    at++;
    while (ErrorName.isNamePart(json[at])) {
      at++;
    }
    return (json[at] == ':' || json[at] == '\\')
        && ErrorName.sayingSoBefore(ofLog(new JsonText(json, start, end - start))).isPresent();
  }

  /// At most [#LIMIT] units of the text, never half a surrogate pair.
  static String cut(String text) {
    if (text.length() <= LIMIT) {
      return text;
    }
    boolean splits = Character.isHighSurrogate(text.charAt(LIMIT - 1));
    return text.substring(0, splits ? LIMIT - 1 : LIMIT);
  }

  /// The text, unless there is none or it is empty.
  static Optional<String> ofSome(JsonText value) {
    return Optional.ofNullable(value).map(PlainText::of).filter(text -> !text.isEmpty());
  }

  private static String next(JsonCursor cursor) {
    return cursor.peek() == '"' ? cursor.text() : cursor.cleanText().toString();
  }
}
