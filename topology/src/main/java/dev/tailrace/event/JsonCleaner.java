package dev.tailrace.event;

/// Rewrites checked JSON so that every store takes it as text: U+0000 and halves of surrogate
/// pairs, written as escapes or as bytes, become U+FFFD, and white space between tokens goes.
/// Everything else stays byte for byte.
final class JsonCleaner {
  private final byte[] json;
  private final int end;
  private final byte[] clean;
  private int at;
  private int length;

  private JsonCleaner(byte[] json, int start, int end) {
    this.json = json;
    this.end = end;
    this.at = start;
    // No replacement is longer than what it replaces.
    this.clean = new byte[end - start];
  }

  static JsonText clean(byte[] json, int start, int end) {
    return new JsonCleaner(json, start, end).run();
  }

  private JsonText run() {
    boolean inString = false;
    while (at < end) {
      byte b = json[at];
      if (!inString && b <= ' ' && b >= 0) {
        at++;
      } else if (inString && b == '\\') {
        copyEscape();
      } else if (inString && b == (byte) 0xED && Utf8.isSurrogate(json, at)) {
        replace(3);
      } else {
        inString ^= b == '"';
        copy(1);
      }
    }
    return new JsonText(clean, 0, length);
  }

  private void copyEscape() {
    if (json[at + 1] != 'u') {
      copy(2);
      return;
    }
    char unit = (char) JsonString.hexUnit(json, at + 2);
    if (Character.isHighSurrogate(unit) && JsonString.isLowSurrogateEscape(json, at + 6)) {
      copy(12);
    } else if (unit == 0 || Character.isSurrogate(unit)) {
      replace(6);
    } else {
      copy(6);
    }
  }

  private void copy(int count) {
    System.arraycopy(json, at, clean, length, count);
    at += count;
    length += count;
  }

  private void replace(int count) {
    clean[length++] = (byte) 0xEF;
    clean[length++] = (byte) 0xBF;
    clean[length++] = (byte) 0xBD;
    at += count;
  }
}
