package dev.tailrace.app;

import dev.tailrace.exposition.Readings;
import dev.tailrace.metrics.TopologyMetric;
import dev.tailrace.topology.StoreSizes;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads how large the state is. Thread-safe.
final class StoreReadings implements Consumer<Readings> {
  private static final Logger LOG = LoggerFactory.getLogger(StoreReadings.class);
  private static final String GROUP = "stream-state-metrics";
  private static final String STORE_TAG = "rocksdb-state-id";
  private static final String FILES = "total-sst-files-size";
  private static final String MEMTABLES = "size-all-mem-tables";
  private static final String READERS = "estimate-table-readers-mem";

  private volatile KafkaStreams streams;

  /// There is state to read from now on.
  void follow(KafkaStreams of) {
    streams = of;
  }

  @Override
  public void accept(Readings to) {
    to.add(TopologyMetric.ROCKSDB_MEMORY, BoundedRocksDb.cacheBytes(), "cache");
    to.add(TopologyMetric.ROCKSDB_MEMORY, 0, "memtables");
    to.add(TopologyMetric.ROCKSDB_MEMORY, 0, "readers");
    KafkaStreams of = streams;
    if (of != null) {
      readEntries(to, of);
      readBytes(to, of);
    }
  }

  private static void readEntries(Readings to, KafkaStreams of) {
    try {
      StoreSizes.entries(of)
          .forEach((store, entries) -> to.add(TopologyMetric.STATE_ENTRIES, entries, store));
    } catch (InvalidStateStoreException | IllegalStateException e) {
      LOG.debug("The stores cannot be asked at the moment", e);
    }
  }

  private static void readBytes(Readings to, KafkaStreams of) {
    of.metrics()
        .forEach(
            (name, metric) -> {
              if (name.group().equals(GROUP) && metric.metricValue() instanceof Number value) {
                readBytes(to, name, value.doubleValue());
              }
            });
  }

  private static void readBytes(Readings to, MetricName name, double value) {
    Map<String, String> tags = name.tags();
    switch (name.name()) {
      case FILES -> to.add(TopologyMetric.STATE_BYTES, value, tags.get(STORE_TAG));
      case MEMTABLES -> {
        to.add(TopologyMetric.STATE_BYTES, value, tags.get(STORE_TAG));
        to.add(TopologyMetric.ROCKSDB_MEMORY, value, "memtables");
      }
      case READERS -> to.add(TopologyMetric.ROCKSDB_MEMORY, value, "readers");
      default -> {} // of no concern to anybody here
    }
  }
}
