package dev.tailrace.window;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import net.jpountz.xxhash.XXHash64;
import net.jpountz.xxhash.XXHashFactory;

/// Counts distinct texts: keeps the [#SIZE] smallest of their hashes (bottom-k, or KMV: Bar-Yossef
/// et al., Counting distinct elements in a data stream, 2002).
///
/// Laws: exact while there are fewer than [#SIZE] distinct hashes; beyond, a standard error of
/// 1 / √([#SIZE] - 2), about 2.2 %. Merging sketches gives the sketch of all their texts.
///
/// Mutable, not thread-safe.
public final class DistinctSketch {
  /// Hashes it holds at most.
  public static final int SIZE = 2_048;

  private static final int FIRST_CAPACITY = 4;
  private static final double HASHES = 0x1p63;
  private static final XXHash64 HASH = XXHashFactory.safeInstance().hash64();

  /// Rising, without doubles, from 0 to `size`.
  private long[] hashes = {};

  private int size;

  /// xxHash64 of the UTF-8 bytes, seed 0, without its lowest bit: 0 to 2^63 - 1. In ClickHouse
  /// `bitShiftRight(xxHash64(text), 1)`.
  public static long hash(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    return HASH.hash(bytes, 0, bytes.length, 0) >>> 1;
  }

  /// Adds one text by its hash.
  ///
  /// @param hash by [#hash(String)]
  public void add(long hash) {
    if (size == SIZE && hash > hashes[size - 1]) {
      return;
    }
    int found = Arrays.binarySearch(hashes, 0, size, hash);
    if (found < 0) {
      insert(-found - 1, hash);
    }
  }

  private void insert(int at, long hash) {
    if (size == SIZE) {
      size--;
    } else if (size == hashes.length) {
      hashes = Arrays.copyOf(hashes, Math.min(SIZE, Math.max(FIRST_CAPACITY, size * 2)));
    }
    System.arraycopy(hashes, at, hashes, at + 1, size - at);
    hashes[at] = hash;
    size++;
  }

  public void merge(DistinctSketch other) {
    for (int i = 0; i < other.size; i++) {
      add(other.hashes[i]);
    }
  }

  /// How many distinct texts there were.
  public long estimate() {
    return size < SIZE ? size : Math.round((SIZE - 1) / (hashes[SIZE - 1] / HASHES));
  }

  public int size() {
    return size;
  }

  /// The hash at this place of the rising order.
  public long hash(int index) {
    return hashes[index];
  }
}
