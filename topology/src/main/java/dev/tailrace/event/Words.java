package dev.tailrace.event;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// Bytes taken eight at a time. The short ranges that parsing compares are done sooner this way
/// than the library sets out on them.
final class Words {
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, LITTLE_ENDIAN);

  private Words() {}

  /// The eight bytes from `at` on, the first one lowest.
  static long at(byte[] bytes, int at) {
    return (long) WORD.get(bytes, at);
  }

  /// Whether `length` bytes are the same.
  static boolean same(byte[] one, int oneStart, byte[] other, int otherStart, int length) {
    int i = 0;
    for (; i <= length - Long.BYTES; i += Long.BYTES) {
      if (at(one, oneStart + i) != at(other, otherStart + i)) {
        return false;
      }
    }
    for (; i < length; i++) {
      if (one[oneStart + i] != other[otherStart + i]) {
        return false;
      }
    }
    return true;
  }
}
