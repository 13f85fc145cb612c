package dev.tailrace.event;

/// The tokens of JSON (RFC 8259): white space, strings, numbers and words, checked byte by byte as
/// a position moves over them. What may stand where is the matter of [JsonCursor].
abstract class JsonTokens {
  /// Marks of what was passed: white space between tokens.
  static final int SPACE = 1;

  /// A backslash in a string.
  static final int ESCAPE = 2;

  /// A byte above 0x7F in a string.
  static final int WIDE = 4;

  /// U+0000 or half a surrogate pair in a string: what text columns must not hold.
  static final int UNCLEAN = 8;

  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long HIGH_BITS = ONES << 7;
  static final int END = -1;

  private byte[] json = {};
  private int position;
  private int end;
  private int marks;

  /// Starts over with the bytes from `from` to `to`.
  final void begin(byte[] bytes, int from, int to) {
    json = bytes;
    position = from;
    end = to;
    marks = 0;
  }

  /// Index of the next byte.
  final int position() {
    return position;
  }

  /// The bytes being read.
  final byte[] json() {
    return json;
  }

  /// Index of the byte after the last one to be read.
  final int end() {
    return end;
  }

  /// First byte of the value the cursor stands on, 0 to 255; -1 at the end of the input.
  final int peek() {
    return position < end ? json[position] & 0xFF : END;
  }

  final boolean atNull() {
    return peek() == 'n';
  }

  final boolean atNumber() {
    int b = peek();
    return b == '-' || (b >= '0' && b <= '9');
  }

  /// Marks of what was passed since [#takeMarks].
  final int marks() {
    return marks;
  }

  /// Forgets the marks and returns them, so that the marks of one value can be told from others.
  final int takeMarks() {
    int taken = marks;
    marks = 0;
    return taken;
  }

  /// Gives marks back that [#takeMarks] took.
  final void addMarks(int more) {
    marks |= more;
  }

  final void advance() {
    position++;
  }

  /// Moves to `at`.
  final JsonTokens moveTo(int at) {
    position = at;
    return this;
  }

  /// Passes over white space and peeks.
  final int token() {
    int b = peek();
    while (b == ' ' || b == '\n' || b == '\r' || b == '\t') {
      marks |= SPACE;
      position++;
      b = peek();
    }
    return b;
  }

  /// Passes over a string, quotes included, and returns its marks.
  final int skipString() {
    int outer = takeMarks();
    int at = position + 1;
    while (true) {
      at = plainEnd(at);
      int special = byteAt(at);
      if (special == '"') {
        break;
      } else if (special == '\\') {
        at = skipEscape(at);
      } else if (special >= 0x80) {
        at = skipWide(at);
      } else {
        position = at;
        throw expected(special == END ? "the end of a string" : "an escape for this character");
      }
    }
    position = at + 1;
    int found = marks;
    marks |= outer;
    return found;
  }

  final void skipWord(String word) {
    for (int i = 0; i < word.length(); i++) {
      if (peek() != word.charAt(i)) {
        throw expected("'" + word + "'");
      }
      position++;
    }
  }

  /// The error of finding anything but `what` here.
  final JsonException expected(String what) {
    if (position >= end) {
      return new JsonException(
          DeadLetterReason.TRUNCATED_JSON,
          "the value ends after %d bytes where %s should follow: it was cut off"
              .formatted(end, what));
    }
    return new JsonException(
        DeadLetterReason.NOT_JSON,
        "not JSON: found %s at byte %d where %s should stand".formatted(found(), position, what));
  }

  /// The bytes from `start` to here for a message, shortened when they are many.
  final String shown(int start) {
    return new JsonText(json, start, position - start).shown();
  }

  private String found() {
    int b = peek();
    return b > ' ' && b < 0x7F ? "'" + (char) b + "'" : "byte 0x%02x".formatted(b);
  }

  private int byteAt(int at) {
    return at < end ? json[at] & 0xFF : END;
  }

  /// Passes over a number.
  final void skipNumber() {
    if (peek() == '-') {
      position++;
    }
    // A leading zero stands alone: the digit after it is then what should not follow.
    if (peek() == '0') {
      position++;
    } else {
      skipDigits("a value");
    }
    if (peek() == '.') {
      position++;
      skipDigits("a digit");
    }
    if ((peek() | 0x20) == 'e') {
      position++;
      if (peek() == '+' || peek() == '-') {
        position++;
      }
      skipDigits("a digit");
    }
  }

  private void skipDigits(String missing) {
    int start = position;
    while (peek() >= '0' && peek() <= '9') {
      position++;
    }
    if (position == start) {
      throw expected(missing);
    }
  }

  /// The first byte from `at` on that a string cannot simply hold: a quote, a backslash, a control
  /// character or a byte above 0x7F. Eight bytes at a time: subtracting borrows into the high bit
  /// of the bytes that are too small, and the lowest such bit is always right.
  private int plainEnd(int at) {
    byte[] bytes = json;
    for (int last = end - Long.BYTES; at <= last; at += Long.BYTES) {
      long word = Words.at(bytes, at);
      long quote = word ^ ('"' * ONES);
      long backslash = word ^ ('\\' * ONES);
      long special =
          (((word - ' ' * ONES) & ~word)
                  | ((quote - ONES) & ~quote)
                  | ((backslash - ONES) & ~backslash)
                  | word)
              & HIGH_BITS;
      if (special != 0) {
        return at + (Long.numberOfTrailingZeros(special) >>> 3);
      }
    }
    while (at < end && bytes[at] >= ' ' && bytes[at] != '"' && bytes[at] != '\\') {
      at++;
    }
    return at;
  }

  private int skipEscape(int at) {
    marks |= ESCAPE;
    return switch (byteAt(at + 1)) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> at + 2;
      case 'u' -> skipUnicodeEscape(at);
      default -> throw moveTo(at + 1).expected("one of \"\\/bfnrtu after a backslash");
    };
  }

  private int skipUnicodeEscape(int at) {
    int unit = JsonString.hexUnit(json, at + 2);
    if (unit < 0) {
      int bad = at + 2;
      while (Character.digit(byteAt(bad), 16) >= 0) {
        bad++;
      }
      throw moveTo(bad).expected("four hexadecimal digits after \\u");
    }
    if (Character.isHighSurrogate((char) unit) && JsonString.isLowSurrogateEscape(json, at + 6)) {
      return at + 12;
    }
    if (unit == 0 || Character.isSurrogate((char) unit)) {
      marks |= UNCLEAN;
    }
    return at + 6;
  }

  private int skipWide(int at) {
    marks |= WIDE;
    while (byteAt(at) >= 0x80) {
      int length = Utf8.sequenceLength(json, at, end);
      if (length <= 0) {
        throw moveTo(length < 0 ? end : at).expected("well-formed UTF-8");
      }
      if (Utf8.isSurrogate(json, at)) {
        marks |= UNCLEAN;
      }
      at += length;
    }
    return at;
  }
}
