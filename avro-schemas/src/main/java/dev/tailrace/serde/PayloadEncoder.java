package dev.tailrace.serde;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.util.Arrays;
import org.apache.avro.io.Encoder;
import org.apache.avro.util.Utf8;

/// Writes a framed Avro payload into one buffer that is used again for every record.
///
/// The bytes are those of Avro's own BinaryEncoder. It exists because that one copies every
/// string into an array of its own and every record through a stream. Not thread-safe.
final class PayloadEncoder extends Encoder {
  private static final int FIRST_CAPACITY = 4 * 1024;

  /// A buffer that one huge record made larger than this is not kept.
  private static final int MOST_KEPT = 1024 * 1024;

  /// Up to this length a loop over the chars is quicker than the JDK's encoder.
  private static final int SHORT_STRING = 40;

  /// Beyond this length an array for the encoded string costs nothing beside the encoding.
  private static final int LONG_STRING = 16 * 1024;

  private final CharsetEncoder utf8 =
      UTF_8
          .newEncoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);
  private final CharBuffer chars = CharBuffer.allocate(LONG_STRING);
  private byte[] bytes = new byte[FIRST_CAPACITY];
  private ByteBuffer target = ByteBuffer.wrap(bytes);
  private int length;

  /// Forgets what was written and starts with the header for the id.
  void begin(int schemaId) {
    if (bytes.length > MOST_KEPT) {
      replaceBuffer(new byte[FIRST_CAPACITY]);
    }
    bytes[0] = WireFormat.MAGIC;
    bytes[1] = (byte) (schemaId >>> 24);
    bytes[2] = (byte) (schemaId >>> 16);
    bytes[3] = (byte) (schemaId >>> 8);
    bytes[4] = (byte) schemaId;
    length = WireFormat.HEADER_LENGTH;
  }

  byte[] toByteArray() {
    return Arrays.copyOf(bytes, length);
  }

  @Override
  public void writeNull() {}

  @Override
  public void writeBoolean(boolean value) {
    reserve(1);
    bytes[length++] = (byte) (value ? 1 : 0);
  }

  @Override
  public void writeInt(int value) {
    reserve(5);
    int rest = (value << 1) ^ (value >> 31);
    while ((rest & ~0x7f) != 0) {
      bytes[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
  }

  @Override
  public void writeLong(long value) {
    reserve(10);
    long rest = (value << 1) ^ (value >> 63);
    while ((rest & ~0x7fL) != 0) {
      bytes[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
  }

  @Override
  public void writeFloat(float value) {
    reserve(4);
    int bits = Float.floatToRawIntBits(value);
    for (int shift = 0; shift < 32; shift += 8) {
      bytes[length++] = (byte) (bits >>> shift);
    }
  }

  @Override
  public void writeDouble(double value) {
    reserve(8);
    long bits = Double.doubleToRawLongBits(value);
    for (int shift = 0; shift < 64; shift += 8) {
      bytes[length++] = (byte) (bits >>> shift);
    }
  }

  @Override
  public void writeString(String text) {
    if (text.length() <= SHORT_STRING && writeShortAscii(text)) {
      return;
    }
    if (text.length() <= LONG_STRING) {
      writeEncoded(text);
    } else {
      byte[] encoded = text.getBytes(UTF_8);
      writeBytes(encoded, 0, encoded.length);
    }
  }

  @Override
  public void writeString(CharSequence text) {
    if (text instanceof Utf8 utf8) {
      writeString(utf8);
    } else {
      writeString(text.toString());
    }
  }

  @Override
  public void writeString(Utf8 text) {
    writeBytes(text.getBytes(), 0, text.getByteLength());
  }

  @Override
  public void writeBytes(ByteBuffer value) {
    int size = value.remaining();
    writeInt(size);
    reserve(size);
    value.get(value.position(), bytes, length, size);
    length += size;
  }

  @Override
  public void writeBytes(byte[] value, int start, int size) {
    writeInt(size);
    writeFixed(value, start, size);
  }

  @Override
  public void writeFixed(byte[] value, int start, int size) {
    reserve(size);
    System.arraycopy(value, start, bytes, length, size);
    length += size;
  }

  @Override
  public void writeEnum(int index) {
    writeInt(index);
  }

  @Override
  public void writeIndex(int index) {
    writeInt(index);
  }

  @Override
  public void writeArrayStart() {}

  @Override
  public void writeMapStart() {}

  @Override
  public void setItemCount(long count) {
    if (count > 0) {
      writeLong(count);
    }
  }

  @Override
  public void startItem() {}

  @Override
  public void writeArrayEnd() {
    writeInt(0);
  }

  @Override
  public void writeMapEnd() {
    writeInt(0);
  }

  @Override
  public void flush() {}

  /// Writes nothing and says false when a char is not ASCII.
  private boolean writeShortAscii(String text) {
    int size = text.length();
    reserve(1 + size);
    int at = length + 1;
    for (int i = 0; i < size; i++) {
      char c = text.charAt(i);
      if (c > 0x7f) {
        return false;
      }
      bytes[at + i] = (byte) c;
    }
    bytes[length] = (byte) (size << 1); // below 64, so one byte
    length = at + size;
    return true;
  }

  /// Encodes behind room for the length, which is known only then: most often the room that the
  /// number of chars takes is right.
  private void writeEncoded(String text) {
    int size = text.length();
    reserve(5 + 3 * size);
    int room = varintLength(size);
    text.getChars(0, size, chars.array(), 0);
    chars.limit(size).position(0);
    target.limit(bytes.length).position(length + room);
    utf8.reset().encode(chars, target, true);
    utf8.flush(target);
    int encoded = target.position() - length - room;
    int needed = varintLength(encoded);
    if (needed != room) {
      System.arraycopy(bytes, length + room, bytes, length + needed, encoded);
    }
    writeInt(encoded);
    length += encoded;
  }

  /// Bytes of a length from 0 to 50,000 as Avro writes it.
  private static int varintLength(int value) {
    return value < 64 ? 1 : value < 8192 ? 2 : 3;
  }

  private void reserve(int more) {
    if (bytes.length - length < more) {
      long wanted = Math.max((long) length + more, bytes.length * 2L);
      replaceBuffer(Arrays.copyOf(bytes, Math.toIntExact(Math.min(wanted, Integer.MAX_VALUE - 8))));
    }
  }

  private void replaceBuffer(byte[] fresh) {
    bytes = fresh;
    target = ByteBuffer.wrap(fresh);
  }
}
