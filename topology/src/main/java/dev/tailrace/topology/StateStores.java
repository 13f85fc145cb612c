package dev.tailrace.topology;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/// The state that must survive a restart; every store is logged, in the transaction of the records
/// it speaks of. What is small or short-lived is in memory; the open windows are on disk.
public final class StateStores {
  /// The names of all stores. They are parts of the names of changelogs: a store with another name
  /// begins anew.
  public static final List<String> NAMES =
      List.of(
          SealProcessor.STORE,
          FoldProcessor.STORE,
          Refusals.STORE,
          MergeProcessor.CLOSINGS,
          MergeProcessor.PANES);

  private StateStores() {}

  static StoreBuilder<KeyValueStore<String, SealState>> batches() {
    return inMemory(SealProcessor.STORE, new SealStateSerde());
  }

  static StoreBuilder<KeyValueStore<String, Long>> refusals() {
    return inMemory(Refusals.STORE, Serdes.Long());
  }

  /// In memory, behind a cache that is written to the changelog once per commit.
  static StoreBuilder<KeyValueStore<Integer, byte[]>> deltas() {
    return Stores.keyValueStoreBuilder(
            Stores.inMemoryKeyValueStore(FoldProcessor.STORE), Serdes.Integer(), Serdes.ByteArray())
        .withLoggingEnabled(Map.of())
        .withCachingEnabled();
  }

  static StoreBuilder<KeyValueStore<String, byte[]>> panes() {
    return onDisk(MergeProcessor.PANES).withCachingEnabled();
  }

  static StoreBuilder<KeyValueStore<String, byte[]>> closings() {
    return onDisk(MergeProcessor.CLOSINGS).withCachingDisabled();
  }

  private static StoreBuilder<KeyValueStore<String, byte[]>> onDisk(String name) {
    return Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(name), Serdes.String(), Serdes.ByteArray())
        .withLoggingEnabled(Map.of());
  }

  private static <V> StoreBuilder<KeyValueStore<String, V>> inMemory(String name, Serde<V> values) {
    return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), Serdes.String(), values)
        .withLoggingEnabled(Map.of())
        .withCachingDisabled();
  }
}
