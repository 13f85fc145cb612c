package dev.tailrace.event;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/// Deterministic ULIDs: the same raw record always gives the same ones, so a row that is written
/// again can be told for the same.
///
/// A ULID is 128 bits, written as 26 characters of Crockford's base 32, and sorts as text like the
/// number it is (github.com/ulid/spec). Where others put randomness, these have, from the top:
///
/// | bits | holds |
/// |---|---|
/// | 48 | event time, Unix epoch milliseconds |
/// | 64 | a hash of topic, partition and offset of the raw record |
/// | 16 | sub-index: 0 the invocation, 1, 2, … the mutations it announced, in their order |
///
/// The hash is `mix(offset + mix(fnv1a(topic) + GOLDEN * (partition + 1)))`, where `mix` is the
/// finaliser of SplitMix64. `mix` is a bijection, so two offsets of one partition never collide.
///
/// Not thread-safe: it reuses a buffer.
final class UlidText {
  /// The highest sub-index.
  static final int MOST_MUTATIONS = 0xFFFF;

  static final long LATEST_MILLIS = (1L << 48) - 1;

  private static final int LENGTH = 26;
  private static final byte[] DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".getBytes(ISO_8859_1);
  private static final long GOLDEN = 0x9E37_79B9_7F4A_7C15L;
  private static final long FNV_OFFSET = 0xCBF2_9CE4_8422_2325L;
  private static final long FNV_PRIME = 0x0000_0100_0000_01B3L;

  private final byte[] text = new byte[LENGTH];

  /// @param millis event time, 0 to [#LATEST_MILLIS]
  /// @param hash [#hash] of the raw record
  /// @param subIndex 0 to [#MOST_MUTATIONS]
  String of(long millis, long hash, int subIndex) {
    if (millis < 0 || millis > LATEST_MILLIS || subIndex < 0 || subIndex > MOST_MUTATIONS) {
      throw new IllegalArgumentException(
          "no ULID has time " + millis + " and sub-index " + subIndex);
    }
    long high = millis << 16 | hash >>> 48;
    long low = hash << 16 | subIndex;
    for (int i = LENGTH - 1; i >= 0; i--) {
      text[i] = DIGITS[(int) low & 31];
      low = low >>> 5 | high << 59;
      high >>>= 5;
    }
    return new String(text, ISO_8859_1);
  }

  static long hash(RawRecord source) {
    long topic = FNV_OFFSET;
    String name = source.topic();
    for (int i = 0; i < name.length(); i++) {
      topic = (topic ^ name.charAt(i)) * FNV_PRIME;
    }
    return mix(source.offset() + mix(topic + GOLDEN * (source.partition() + 1L)));
  }

  /// Steele, Lea, Flood: Fast splittable pseudorandom number generators (2014), the variant of
  /// Stafford that `java.util.SplittableRandom` uses.
  private static long mix(long bits) {
    long z = bits;
    z = (z ^ z >>> 30) * 0xBF58_476D_1CE4_E5B9L;
    z = (z ^ z >>> 27) * 0x94D0_49BB_1331_11EBL;
    return z ^ z >>> 31;
  }
}
