package dev.tailrace.sink.avro;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Reads Avro binary from a byte array in place. Bounds are checked, so a truncated or damaged
/// value gives [UnreadableRow] and nothing else.
///
/// Source of the format: Avro 1.12 specification, "Binary Encoding".
public final class AvroCursor {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int MAX_VARINT_BYTES = 10;

  private byte[] bytes;
  private int position;

  /// Begins at `start` of another record.
  public void reset(byte[] record, int start) {
    bytes = record;
    position = start;
  }

  /// The record that is read.
  public byte[] bytes() {
    return bytes;
  }

  /// Where the next value begins.
  public int position() {
    return position;
  }

  /// Bytes from here to the end of the record.
  public int remaining() {
    return bytes.length - position;
  }

  /// A zigzag varint: Avro's int, long, union branch, enum index and block count.
  public long readLong() {
    int at = position;
    if (at < bytes.length && bytes[at] >= 0) {
      position = at + 1;
      long one = bytes[at];
      return (one >>> 1) ^ -(one & 1);
    }
    return readLongVarint();
  }

  private long readLongVarint() {
    long raw = 0;
    for (int i = 0; i < MAX_VARINT_BYTES; i++) {
      if (position >= bytes.length) {
        throw truncated();
      }
      byte next = bytes[position++];
      raw |= (long) (next & 0x7f) << (7 * i);
      if (next >= 0) {
        return (raw >>> 1) ^ -(raw & 1);
      }
    }
    throw new UnreadableRow("a number of more than 10 bytes ends at byte " + position);
  }

  /// A zigzag varint of at most 32 bits.
  public int readInt() {
    long read = readLong();
    if ((int) read != read) {
      throw new UnreadableRow("int " + read + " before byte " + position + " has over 32 bits");
    }
    return (int) read;
  }

  /// The branch of a union whose first branch is null and whose second is a value.
  public boolean readIsPresent() {
    long branch = readLong();
    if ((branch & ~1L) != 0) {
      throw new UnreadableRow("union branch " + branch + " of 2 before byte " + position);
    }
    return branch == 1;
  }

  /// One byte, 0 or 1.
  public boolean readBoolean() {
    int start = skip(1);
    if ((bytes[start] & ~1) != 0) {
      throw new UnreadableRow("boolean at byte " + start + " is " + bytes[start]);
    }
    return bytes[start] == 1;
  }

  /// Four bytes, IEEE 754.
  public float readFloat() {
    return Float.intBitsToFloat((int) INT.get(bytes, skip(Float.BYTES)));
  }

  /// Eight bytes, IEEE 754.
  public double readDouble() {
    return Double.longBitsToDouble((long) LONG.get(bytes, skip(Double.BYTES)));
  }

  /// Length of a string or bytes value, which then begins at [#position()] and lies wholly in the
  /// record; pass it with [#skip].
  public int readLength() {
    long length = readLong();
    if (length < 0 || length > bytes.length - position) {
      throw new UnreadableRow(
          "length %d at byte %d reaches beyond the record's %d bytes"
              .formatted(length, position, bytes.length));
    }
    return (int) length;
  }

  /// Passes bytes and returns where they began.
  public int skip(long count) {
    if (count < 0 || count > bytes.length - position) {
      throw truncated();
    }
    int start = position;
    position += (int) count;
    return start;
  }

  private UnreadableRow truncated() {
    return new UnreadableRow("the record ends at byte " + bytes.length + " inside a field");
  }
}
