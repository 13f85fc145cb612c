package dev.tailrace.event;

/// Walks once over JSON bytes (RFC 8259) and checks every one of them on the way, without building
/// a tree. Reuse it with [#reset]; not thread-safe.
///
/// The cursor always stands on the first byte of a value. One loop per container:
///
/// ```java
/// cursor.enterObject();
/// while (cursor.nextField()) {
///   switch (cursor.field(NAMES)) { … read or skip exactly one value … }
/// }
/// ```
///
/// Whatever is wrong with the bytes comes as a [JsonException] that names the byte, from 0.
final class JsonCursor extends JsonTokens {
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private int depth;
  private boolean first;
  private int nameStart;
  private int nameEnd;
  private int nameMarks;

  /// Starts over at the first value of these bytes. A byte order mark before it is passed over, as
  /// RFC 8259 allows.
  void reset(byte[] bytes) {
    boolean marked =
        bytes.length >= BYTE_ORDER_MARK.length
            && Words.same(bytes, 0, BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length);
    start(bytes, marked ? BYTE_ORDER_MARK.length : 0, bytes.length);
  }

  /// Starts over at this value.
  void reset(JsonText value) {
    start(value.array(), value.offset(), value.offset() + value.length());
  }

  private void start(byte[] bytes, int from, int to) {
    begin(bytes, from, to);
    depth = 0;
    token();
  }

  void enterObject() {
    enter('{', "an object");
  }

  void enterArray() {
    enter('[', "an array");
  }

  /// Moves to the value of the next field, or past the end of the object.
  boolean nextField() {
    if (!next('}')) {
      return false;
    }
    if (peek() != '"') {
      throw expected("a field name in double quotes");
    }
    nameStart = position() + 1;
    nameMarks = skipString();
    nameEnd = position() - 1;
    if (token() != ':') {
      throw expected("':'");
    }
    advance();
    token();
    return true;
  }

  /// Moves to the next element, or past the end of the array.
  boolean nextElement() {
    return next(']');
  }

  /// Which of `names` the current field has.
  <E extends Enum<E>> E field(FieldNames<E> names) {
    return (nameMarks & ESCAPE) == 0
        ? names.find(json(), nameStart, nameEnd)
        : names.find(fieldName());
  }

  /// Name of the current field.
  String fieldName() {
    return JsonString.decode(json(), nameStart, nameEnd, nameMarks);
  }

  /// Whether the current field has this lower-case ASCII name, its own case set aside.
  boolean isField(String lowerCaseName) {
    if ((nameMarks & ESCAPE) != 0) {
      return fieldName().equalsIgnoreCase(lowerCaseName);
    }
    int length = lowerCaseName.length();
    if (nameEnd - nameStart != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      int b = json()[nameStart + i];
      if ((b >= 'A' && b <= 'Z' ? b | 0x20 : b) != lowerCaseName.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /// Passes over one value of any kind.
  void skipValue() {
    switch (peek()) {
      case '"' -> skipString();
      case '{' -> {
        enterObject();
        while (nextField()) {
          skipValue();
        }
      }
      case '[' -> {
        enterArray();
        while (nextElement()) {
          skipValue();
        }
      }
      case 't' -> skipWord("true");
      case 'f' -> skipWord("false");
      case 'n' -> skipWord("null");
      default -> skipNumber();
    }
  }

  /// Passes over a value and gives its bytes, cleaned for a text column: U+0000 and halves of
  /// surrogate pairs replaced by U+FFFD, no white space between tokens.
  JsonText cleanText() {
    int start = position();
    int outer = takeMarks();
    skipValue();
    JsonText text = cleanText(start);
    addMarks(outer);
    return text;
  }

  /// The bytes from `start` to here, cleaned. The marks must be those of this value.
  JsonText cleanText(int start) {
    return (marks() & (SPACE | UNCLEAN)) == 0
        ? new JsonText(json(), start, position() - start)
        : JsonCleaner.clean(json(), start, position());
  }

  /// Passes over a value and gives its bytes as they are.
  JsonText rawText() {
    int start = position();
    skipValue();
    return new JsonText(json(), start, position() - start);
  }

  /// As [#rawText], but gives null for the JSON null.
  JsonText nullable() {
    boolean none = atNull();
    JsonText text = rawText();
    return none ? null : text;
  }

  /// Reads a string; see [JsonString#decode].
  String text() {
    int start = position() + 1;
    int found = skipString();
    return JsonString.decode(json(), start, position() - 1, found);
  }

  /// Reads a string, or passes over any other value and gives null. An empty string gives null too.
  String textOrNull() {
    if (peek() != '"') {
      skipValue();
      return null;
    }
    String text = text();
    return text.isEmpty() ? null : text;
  }

  /// As [#textOrNull()], for a text that is likely to come again.
  String textOrNull(StringCache cache) {
    if (peek() != '"') {
      skipValue();
      return null;
    }
    int start = position() + 1;
    int found = skipString();
    int close = position() - 1;
    if (start == close) {
      return null;
    }
    return found == 0
        ? cache.get(json(), start, close)
        : JsonString.decode(json(), start, close, found);
  }

  /// Reads a number as JavaScript does, or passes over any other value and gives NaN.
  double numberOrNaN() {
    if (!atNumber()) {
      skipValue();
      return Double.NaN;
    }
    int start = position();
    skipNumber();
    return JsonNumber.value(json(), start, position());
  }

  /// After the last value nothing may follow but white space.
  void expectEnd() {
    if (token() != END) {
      throw expected("nothing more after the JSON value");
    }
  }

  private void enter(int open, String what) {
    if (peek() != open) {
      throw expected(what);
    }
    if (++depth > TailEventParser.MAX_DEPTH) {
      throw new JsonException(
          DeadLetterReason.TOO_DEEP,
          "arrays and objects nest deeper than %,d levels at byte %d"
              .formatted(TailEventParser.MAX_DEPTH, position()));
    }
    advance();
    first = true;
  }

  private boolean next(int close) {
    int token = token();
    if (token == close) {
      advance();
      depth--;
      first = false;
      return false;
    }
    if (!first) {
      if (token != ',') {
        throw expected(close == '}' ? "',' or '}'" : "',' or ']'");
      }
      advance();
      token();
    }
    first = false;
    return true;
  }
}
