package dev.tailrace.serde;

/// The framing Confluent's serializers put before an Avro payload: a zero byte, then the id of the
/// writer's schema as a big-endian int32, then the Avro binary encoding.
///
/// Source: Confluent documentation, "Wire format". Pure functions; thread-safe.
public final class WireFormat {
  /// Bytes before the payload.
  public static final int HEADER_LENGTH = 5;

  static final byte MAGIC = 0;

  private WireFormat() {}

  /// True when the bytes start with a whole header. That they hold Avro is not said: JSON never
  /// starts with a zero byte, garbage may.
  public static boolean isFramed(byte[] bytes) {
    return bytes != null && bytes.length >= HEADER_LENGTH && bytes[0] == MAGIC;
  }

  /// The schema id of framed bytes; registries give ids from 1, so anything below is garbage.
  ///
  /// @throws IllegalArgumentException when the bytes are not framed
  public static int schemaId(byte[] bytes) {
    if (!isFramed(bytes)) {
      throw new IllegalArgumentException("bytes without a schema id: " + describe(bytes));
    }
    return (bytes[1] & 0xff) << 24
        | (bytes[2] & 0xff) << 16
        | (bytes[3] & 0xff) << 8
        | (bytes[4] & 0xff);
  }

  static String describe(byte[] bytes) {
    return bytes == null
        ? "null"
        : bytes.length + " bytes" + (bytes.length == 0 ? "" : ", the first is " + bytes[0]);
  }
}
