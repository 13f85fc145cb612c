package dev.tailrace.clickhouse;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/// The smallest hashes of distinct messages, rising. Any hash that spreads evenly over 63 bits will
/// do; this one is not the writer's.
///
/// @param size most hashes it holds
record MessageSketch(int size, List<Long> hashes) {
  static final int SIZE = 2_048;

  static MessageSketch of(int size, Collection<String> messages) {
    TreeSet<Long> hashes = new TreeSet<>();
    messages.forEach(message -> hashes.add(hash(message)));
    return new MessageSketch(size, hashes.stream().limit(size).toList());
  }

  /// How many distinct messages there were, exact or estimated.
  long estimate() {
    return hashes.size() < size
        ? hashes.size()
        : Math.round((size - 1) / (hashes.get(size - 1) / 0x1p63));
  }

  private static long hash(String message) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(message.getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.wrap(digest).getLong() >>> 1;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
