package dev.tailrace.app;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/// One cache and one write buffer budget for all stores of the process. Without it each of them has
/// its own, and memory grows with the number of partitions.
///
/// Blocks, indexes and filters and the write buffers all live within [#CACHE_BYTES]. Kafka Streams
/// makes one of these per store by reflection.
public final class BoundedRocksDb implements RocksDBConfigSetter {
  private static final long MIB = 1L << 20;
  private static final long CACHE_BYTES = 96 * MIB;
  private static final long WRITE_BUFFER_BYTES = 32 * MIB;
  private static final int BLOCK_BYTES = 4096;
  private static final int BUFFERS_PER_STORE = 2;

  /// Share of the cache that indexes and filters may not be driven out of.
  private static final double INDEX_SHARE = 0.2;

  /// Never closed: shared by all stores as long as the process lives.
  private static final Shared SHARED = Shared.make();

  private record Shared(Cache cache, WriteBufferManager writeBuffers) {
    static Shared make() {
      RocksDB.loadLibrary();
      Cache cache = new LRUCache(CACHE_BYTES, -1, false, INDEX_SHARE);
      return new Shared(cache, new WriteBufferManager(WRITE_BUFFER_BYTES, cache));
    }
  }

  /// What the stores use of the cache, their write buffers included.
  static long cacheBytes() {
    return ((LRUCache) SHARED.cache()).getUsage();
  }

  @Override
  public void setConfig(String store, Options options, Map<String, Object> configs) {
    BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
    table.setBlockCache(SHARED.cache());
    table.setBlockSize(BLOCK_BYTES);
    table.setCacheIndexAndFilterBlocks(true);
    table.setCacheIndexAndFilterBlocksWithHighPriority(true);
    table.setPinTopLevelIndexAndFilter(true);
    options.setWriteBufferManager(SHARED.writeBuffers());
    options.setMaxWriteBufferNumber(BUFFERS_PER_STORE);
    options.setTableFormatConfig(table);
  }

  @Override
  public void close(String store, Options options) {
    // Nothing of its own: what it uses is shared.
  }
}
