package dev.tailrace.serde;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.avro.io.Encoder;
import org.apache.avro.util.Utf8;

/// Writes a framed Avro payload into one buffer that is used again for every record.
///
/// The bytes are those of Avro's own BinaryEncoder. It exists because that one copies every record
/// through a stream. Not thread-safe.
final class PayloadEncoder extends Encoder {
  private static final int FIRST_CAPACITY = 4 * 1024;

  /// A buffer that one huge record made larger than this is not kept.
  private static final int MOST_KEPT = 1024 * 1024;

  private byte[] bytes = new byte[FIRST_CAPACITY];
  private int length;

  /// Forgets what was written and starts with the header for the id.
  void begin(int schemaId) {
    if (bytes.length > MOST_KEPT) {
      bytes = new byte[FIRST_CAPACITY];
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

  /// An array for each text, which lives a moment, costs half of what encoding straight into the
  /// buffer does: the JDK checks and copies it with vector instructions.
  @Override
  public void writeString(String text) {
    byte[] encoded = text.getBytes(UTF_8);
    writeBytes(encoded, 0, encoded.length);
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

  private void reserve(int more) {
    if (bytes.length - length < more) {
      long wanted = Math.max((long) length + more, bytes.length * 2L);
      bytes = Arrays.copyOf(bytes, Math.toIntExact(Math.min(wanted, Integer.MAX_VALUE - 8)));
    }
  }
}
