package dev.tailrace.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Objects;

/// One JSON value as the UTF-8 bytes it is written in: a view of `length` bytes of an array from
/// `offset` on.
///
/// The view usually points into the raw record itself, so that long texts reach a store without
/// ever becoming a String. Nobody may change the array after a view of it was made. Values are
/// equal when their bytes are.
public final class JsonText {
  private static final int SHOWN = 80;

  private final byte[] bytes;
  private final int offset;
  private final int length;

  JsonText(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    this.bytes = bytes;
    this.offset = offset;
    this.length = length;
  }

  /// The text as a view of the whole array.
  public static JsonText of(byte[] utf8) {
    return new JsonText(utf8, 0, utf8.length);
  }

  /// The text of a JSON value given as a String.
  public static JsonText of(String json) {
    return of(json.getBytes(UTF_8));
  }

  /// The array that holds the text; not a copy, never to be written to.
  public byte[] array() {
    return bytes;
  }

  /// Index of the first byte in [#array()].
  public int offset() {
    return offset;
  }

  /// Number of bytes.
  public int length() {
    return length;
  }

  /// A copy of the bytes.
  public byte[] toByteArray() {
    return Arrays.copyOfRange(bytes, offset, offset + length);
  }

  boolean isObject() {
    return bytes[offset] == '{';
  }

  boolean isArray() {
    return bytes[offset] == '[';
  }

  boolean isString() {
    return bytes[offset] == '"';
  }

  boolean isNumber() {
    return bytes[offset] == '-' || (bytes[offset] >= '0' && bytes[offset] <= '9');
  }

  /// Whether no character of it would have to be replaced in a text column.
  boolean isClean() {
    JsonCursor cursor = new JsonCursor();
    cursor.reset(this);
    cursor.skipValue();
    return (cursor.takeMarks() & JsonCursor.UNCLEAN) == 0;
  }

  /// The text for a message, shortened when it is long.
  String shown() {
    return length <= SHOWN ? toString() : new String(bytes, offset, SHOWN, UTF_8) + "…";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JsonText that
        && Arrays.equals(
            bytes, offset, offset + length, that.bytes, that.offset, that.offset + that.length);
  }

  @Override
  public int hashCode() {
    return toString().hashCode();
  }

  /// The JSON text itself.
  @Override
  public String toString() {
    return new String(bytes, offset, length, UTF_8);
  }
}
