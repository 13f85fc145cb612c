package dev.tailrace.topology;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.state.QueryableStoreTypes;

/// How many entries the stores of a running topology have, over all partitions of the instance.
public final class StoreSizes {
  private StoreSizes() {}

  /// Entries by store; an estimate for stores on disk.
  ///
  /// @throws org.apache.kafka.streams.errors.InvalidStateStoreException while stores move
  /// @throws IllegalStateException while the topology does not run
  public static Map<String, Long> entries(KafkaStreams streams) {
    Map<String, Long> entries = new LinkedHashMap<>();
    for (String store : StateStores.NAMES) {
      entries.put(
          store,
          streams
              .store(
                  StoreQueryParameters.fromNameAndType(
                      store, QueryableStoreTypes.<Object, Object>keyValueStore()))
              .approximateNumEntries());
    }
    return entries;
  }
}
