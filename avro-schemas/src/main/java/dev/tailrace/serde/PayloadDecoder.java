package dev.tailrace.serde;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.avro.io.Decoder;
import org.apache.avro.util.Utf8;

/// Reads an Avro payload that may be garbage.
///
/// It exists because Avro's own BinaryDecoder believes a length it reads and allocates for it: ten
/// bytes of garbage can ask for two gigabytes. Here nothing is allocated that the bytes at hand
/// cannot fill. Not thread-safe.
final class PayloadDecoder extends Decoder {
  /// Items without any bytes (nulls, empty records) are bounded by this instead of by the bytes.
  private static final int MOST_EMPTY_ITEMS = 100_000;

  private byte[] bytes = {};
  private int position;

  void begin(byte[] framed) {
    bytes = framed;
    position = WireFormat.HEADER_LENGTH;
  }

  /// Lets go of the record's bytes.
  void end() {
    bytes = new byte[0];
    position = 0;
  }

  int remaining() {
    return bytes.length - position;
  }

  @Override
  public void readNull() {}

  @Override
  public boolean readBoolean() throws IOException {
    return bytes[take(1)] == 1;
  }

  @Override
  public int readInt() throws IOException {
    long value = readLong();
    if (value != (int) value) {
      throw new IOException("the int " + value + " has more than 32 bits");
    }
    return (int) value;
  }

  @Override
  public long readLong() throws IOException {
    long raw = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      byte next = bytes[take(1)];
      raw |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return (raw >>> 1) ^ -(raw & 1);
      }
    }
    throw new IOException("a number of more than 10 bytes at byte " + position);
  }

  @Override
  public float readFloat() throws IOException {
    return Float.intBitsToFloat((int) littleEndian(4));
  }

  @Override
  public double readDouble() throws IOException {
    return Double.longBitsToDouble(littleEndian(8));
  }

  @Override
  public Utf8 readString(Utf8 old) throws IOException {
    int size = size();
    Utf8 text = old == null ? new Utf8() : old;
    text.setByteLength(size);
    System.arraycopy(bytes, take(size), text.getBytes(), 0, size);
    return text;
  }

  @Override
  public String readString() throws IOException {
    int size = size();
    return new String(bytes, take(size), size, UTF_8);
  }

  @Override
  public void skipString() throws IOException {
    skipBytes();
  }

  @Override
  public ByteBuffer readBytes(ByteBuffer old) throws IOException {
    int size = size();
    byte[] value = new byte[size];
    readFixed(value, 0, size);
    return ByteBuffer.wrap(value);
  }

  @Override
  public void skipBytes() throws IOException {
    take(size());
  }

  @Override
  public void readFixed(byte[] target, int start, int size) throws IOException {
    System.arraycopy(bytes, take(size), target, start, size);
  }

  @Override
  public void skipFixed(int size) throws IOException {
    take(size);
  }

  @Override
  public int readEnum() throws IOException {
    return readInt();
  }

  @Override
  public int readIndex() throws IOException {
    return readInt();
  }

  @Override
  public long readArrayStart() throws IOException {
    return itemCount();
  }

  @Override
  public long arrayNext() throws IOException {
    return itemCount();
  }

  @Override
  public long skipArray() throws IOException {
    return skipBlocks();
  }

  @Override
  public long readMapStart() throws IOException {
    return itemCount();
  }

  @Override
  public long mapNext() throws IOException {
    return itemCount();
  }

  @Override
  public long skipMap() throws IOException {
    return skipBlocks();
  }

  /// A negative count is followed by the size of the block in bytes.
  private long itemCount() throws IOException {
    long count = readLong();
    if (count < 0) {
      readLong();
      count = -count;
    }
    if (count < 0 || (count > remaining() && count > MOST_EMPTY_ITEMS)) {
      throw new IOException(count + " items in the last " + remaining() + " bytes");
    }
    return count;
  }

  /// Skips whole blocks by their size; the items of a block without one are left to the caller.
  private long skipBlocks() throws IOException {
    long count = readLong();
    while (count < 0) {
      take(size());
      count = readLong();
    }
    return count;
  }

  private int size() throws IOException {
    long size = readLong();
    if (size < 0 || size > remaining()) {
      throw new EOFException(
          size + " bytes wanted at byte " + position + ", " + remaining() + " are left");
    }
    return (int) size;
  }

  private long littleEndian(int size) throws IOException {
    int at = take(size);
    long value = 0;
    for (int i = 0; i < size; i++) {
      value |= (bytes[at + i] & 0xffL) << (8 * i);
    }
    return value;
  }

  private int take(int size) throws EOFException {
    if (size > bytes.length - position) {
      throw new EOFException("the payload ends early, at byte " + bytes.length);
    }
    int at = position;
    position += size;
    return at;
  }
}
