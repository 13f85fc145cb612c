package dev.tailrace.app;

import dev.tailrace.topology.TopicCatalog;

/// Bounds what Avro allocates by a length it has read: in a broken payload that number is garbage,
/// and without a bound it takes the whole heap before anything can be said about the record.
final class DecoderLimits {
  private static final String MOST = Integer.toString(2 * TopicCatalog.MAX_RECORD_BYTES);

  private DecoderLimits() {}

  /// Has to come before the first use of Avro in this JVM. What was set from outside stays.
  static void set() {
    setIfAbsent("org.apache.avro.limits.bytes.maxLength");
    setIfAbsent("org.apache.avro.limits.string.maxLength");
    setIfAbsent("org.apache.avro.limits.collectionItems.maxLength");
  }

  private static void setIfAbsent(String property) {
    System.getProperties().putIfAbsent(property, MOST);
  }
}
