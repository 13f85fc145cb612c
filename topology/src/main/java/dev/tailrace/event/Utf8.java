package dev.tailrace.event;

/// The structure of UTF-8 (RFC 3629, section 4), byte by byte.
final class Utf8 {
  /// The lead byte of the encoded surrogates U+D800 to U+DFFF, when 0xA0 or more follows it.
  private static final int SURROGATE_LEAD = 0xED;

  private Utf8() {}

  /// Number of bytes of the sequence that starts at `at` with a byte of 0x80 or more; 0 when it is
  /// malformed, negative when the input ends inside it.
  ///
  /// A surrogate encoded in three bytes passes, although RFC 3629 forbids it: sloppy encoders write
  /// it for a lone surrogate, and one odd character must not cost an event. [#isSurrogate] tells.
  static int sequenceLength(byte[] bytes, int at, int end) {
    int lead = bytes[at] & 0xFF;
    int length = lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
    for (int i = 1; i < length; i++) {
      if (at + i >= end) {
        return -1;
      }
      int next = bytes[at + i] & 0xFF;
      if ((next & 0xC0) != 0x80 || (i == 1 && (next < least(lead) || next > most(lead)))) {
        return 0;
      }
    }
    return length;
  }

  /// Whether the three bytes at `at` encode a surrogate.
  static boolean isSurrogate(byte[] bytes, int at) {
    return (bytes[at] & 0xFF) == SURROGATE_LEAD && (bytes[at + 1] & 0xFF) >= 0xA0;
  }

  /// Below it, the second byte would make an overlong form.
  private static int least(int lead) {
    return lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  }

  /// Above it, the second byte would lead past U+10FFFF.
  private static int most(int lead) {
    return lead == 0xF4 ? 0x8F : 0xBF;
  }
}
