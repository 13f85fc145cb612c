package dev.tailrace.sink.parquet;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tailrace.sink.avro.UnreadableRow;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;

/// Refuses text that is no UTF-8: one such value and readers refuse the whole file.
final class Utf8 {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long HIGH_BITS = 0x8080808080808080L;

  private Utf8() {}

  /// @throws UnreadableRow when these bytes are no text
  static void require(byte[] bytes, int start, int length) {
    if (isAscii(bytes, start, start + length)) {
      return;
    }
    try {
      UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, start, length));
    } catch (CharacterCodingException e) {
      throw new UnreadableRow(
          "text of %d bytes at byte %d is not UTF-8: %s".formatted(length, start, e.getMessage()));
    }
  }

  private static boolean isAscii(byte[] bytes, int start, int end) {
    int at = start;
    for (; at <= end - Long.BYTES; at += Long.BYTES) {
      if (((long) LONG.get(bytes, at) & HIGH_BITS) != 0) {
        return false;
      }
    }
    for (; at < end; at++) {
      if (bytes[at] < 0) {
        return false;
      }
    }
    return true;
  }
}
