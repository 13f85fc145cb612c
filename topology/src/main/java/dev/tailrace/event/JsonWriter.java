package dev.tailrace.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/// Puts JSON together from tokens and from values that are JSON already. It writes the commas.
final class JsonWriter {
  private byte[] bytes;
  private int length;

  JsonWriter(int capacity) {
    bytes = new byte[capacity];
  }

  JsonWriter open(char bracket) {
    separate();
    return put((byte) bracket);
  }

  JsonWriter close(char bracket) {
    return put((byte) bracket);
  }

  /// @param plain a name that needs no escapes
  JsonWriter name(String plain) {
    separate();
    return putAll(("\"" + plain + "\":").getBytes(UTF_8));
  }

  /// Writes the value `[start, end)` of checked JSON.
  JsonWriter value(JsonText json) {
    separate();
    return put(json.array(), json.offset(), json.length());
  }

  /// Writes a value given as JSON.
  JsonWriter value(String json) {
    separate();
    return putAll(json.getBytes(UTF_8));
  }

  /// Writes a field, unless it has no value.
  JsonWriter optional(String name, JsonText valueOrNull) {
    return valueOrNull == null ? this : name(name).value(valueOrNull);
  }

  byte[] toByteArray() {
    return Arrays.copyOf(bytes, length);
  }

  private void separate() {
    if (length > 0 && "{[:,".indexOf(bytes[length - 1]) < 0) {
      put((byte) ',');
    }
  }

  private JsonWriter putAll(byte[] more) {
    return put(more, 0, more.length);
  }

  private JsonWriter put(byte b) {
    return put(new byte[] {b}, 0, 1);
  }

  private JsonWriter put(byte[] more, int offset, int count) {
    if (bytes.length - length < count) {
      bytes = Arrays.copyOf(bytes, Math.max(length + count, 2 * bytes.length));
    }
    System.arraycopy(more, offset, bytes, length, count);
    length += count;
    return this;
  }
}
