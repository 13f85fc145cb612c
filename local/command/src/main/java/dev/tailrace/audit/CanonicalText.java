package dev.tailrace.audit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tailrace.event.JsonText;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import org.apache.avro.util.Utf8;

/// Writes values down as [Columns] says, and hashes them. Not thread-safe: it keeps its buffer.
final class CanonicalText {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private MessageDigest md5; // made when it is first needed: lists within lists never do
  private byte[] bytes = new byte[256];
  private int size;

  private static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has MD5", e);
    }
  }

  void reset() {
    size = 0;
  }

  /// Appends a value of any type that a column has, in Java or in Avro.
  void append(Object value) {
    switch (value) {
      case null -> put((byte) '-');
      case JsonText json -> append(json.array(), json.offset(), json.length());
      case Utf8 utf8 -> append(utf8.getBytes(), 0, utf8.getByteLength());
      case Collection<?> all when all.isEmpty() -> put((byte) '-');
      case Collection<?> all -> {
        CanonicalText elements = new CanonicalText();
        all.forEach(elements::append);
        append(elements.bytes, 0, elements.size);
      }
      case Instant time -> append(Long.toString(time.toEpochMilli()));
      case CharSequence text -> {
        byte[] utf8 = text.toString().getBytes(UTF_8);
        append(utf8, 0, utf8.length);
      }
      default -> append(value.toString());
    }
  }

  private void append(byte[] from, int start, int length) {
    byte[] digits = Integer.toString(length).getBytes(ISO_8859_1);
    ensure(digits.length + 1 + length);
    System.arraycopy(digits, 0, bytes, size, digits.length);
    size += digits.length;
    bytes[size++] = ':';
    System.arraycopy(from, start, bytes, size, length);
    size += length;
  }

  private void put(byte one) {
    ensure(1);
    bytes[size++] = one;
  }

  private void ensure(int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
    }
  }

  /// Hash of what was appended.
  long hash() {
    return hash(bytes, size);
  }

  /// Hash of a text as it is, without its length.
  long hash(String text) {
    byte[] utf8 = text.getBytes(UTF_8);
    return hash(utf8, utf8.length);
  }

  /// Hash of some bytes; 0 for null.
  long hash(byte[] some) {
    return some == null ? 0 : hash(some, some.length);
  }

  private long hash(byte[] some, int length) {
    if (md5 == null) {
      md5 = md5();
    }
    md5.update(some, 0, length);
    return (long) LONG.get(md5.digest(), 0);
  }

  /// One value, written down.
  String written(Object value) {
    reset();
    append(value);
    return toString();
  }

  /// What was appended, as text.
  @Override
  public String toString() {
    return new String(bytes, 0, size, UTF_8);
  }
}
