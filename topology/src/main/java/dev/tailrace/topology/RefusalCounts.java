package dev.tailrace.topology;

import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.QueryableStoreTypes;

/// Reads the counts of a running topology, over all partitions of the instance.
public final class RefusalCounts {
  private RefusalCounts() {}

  /// Dropped notices by type.
  public static Map<String, Long> notices(KafkaStreams streams) {
    return sums(streams, Refusals.NOTICE);
  }

  /// Dead letters by the code of their reason.
  public static Map<String, Long> deadLetters(KafkaStreams streams) {
    return sums(streams, Refusals.DEAD_LETTER);
  }

  /// Each partition has a store of its own, and a scan gives the keys of all of them.
  private static Map<String, Long> sums(KafkaStreams streams, String prefix) {
    var store =
        streams.store(
            StoreQueryParameters.fromNameAndType(
                Refusals.STORE, QueryableStoreTypes.<String, Long>keyValueStore()));
    Map<String, Long> sums = new TreeMap<>();
    try (KeyValueIterator<String, Long> all = store.all()) {
      while (all.hasNext()) {
        KeyValue<String, Long> entry = all.next();
        if (entry.key.startsWith(prefix)) {
          sums.merge(entry.key.substring(prefix.length()), entry.value, Long::sum);
        }
      }
    }
    return sums;
  }
}
