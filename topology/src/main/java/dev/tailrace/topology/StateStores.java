package dev.tailrace.topology;

import java.util.Map;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/// The state that must survive a restart. Small, in memory and logged: a store is written a few
/// times a second at most, in the transaction of the records it speaks of.
final class StateStores {
  private StateStores() {}

  static StoreBuilder<KeyValueStore<String, SealState>> batches() {
    return inMemory(SealProcessor.STORE, new SealStateSerde());
  }

  static StoreBuilder<KeyValueStore<String, Long>> refusals() {
    return inMemory(Refusals.STORE, Serdes.Long());
  }

  private static <V> StoreBuilder<KeyValueStore<String, V>> inMemory(String name, Serde<V> values) {
    return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), Serdes.String(), values)
        .withLoggingEnabled(Map.of())
        .withCachingDisabled();
  }
}
