package dev.tailrace.sink;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.sink.SinkRecord;

/// Records of one topic that wait to be written together: of each key the newest only, or all.
///
/// A key belongs to one partition; should the same bytes come from two (the topic was given more
/// partitions), both are kept, and the store goes by their versions. A record without a key is kept
/// for itself. Not thread-safe.
final class UpsertCollection {
  private final UpsertSinkTask.Collapse collapse;
  private final Map<RowKey, SinkRecord> newestByKey = new LinkedHashMap<>();
  private final Map<UpsertPartition, Long> ends = new HashMap<>();
  private long bytes;
  private Instant since = Instant.MAX;

  UpsertCollection(UpsertSinkTask.Collapse collapse) {
    this.collapse = collapse;
  }

  /// @param key something with equality of its own
  private record RowKey(UpsertPartition partition, Object key) {
    static RowKey of(
        UpsertPartition partition, SinkRecord taken, UpsertSinkTask.Collapse collapse) {
      if (collapse == UpsertSinkTask.Collapse.NONE) {
        return new RowKey(partition, new NoKey(taken.kafkaOffset()));
      }
      return new RowKey(
          partition,
          switch (taken.key()) {
            case null -> new NoKey(taken.kafkaOffset());
            case byte[] raw -> ByteBuffer.wrap(raw);
            case Object converted -> converted;
          });
    }
  }

  private record NoKey(long offset) {}

  /// Takes the next record of a partition. A tombstone stores and removes nothing: it only moves
  /// the partition's end.
  ///
  /// @param now when it came
  void add(UpsertPartition partition, SinkRecord taken, Instant now) {
    if (RecordBytes.value(taken) != null) {
      put(RowKey.of(partition, taken, collapse), taken);
    }
    reach(partition, taken.kafkaOffset() + 1, now);
  }

  /// Takes in what was collected later than this.
  void addAll(UpsertCollection later) {
    later.newestByKey.forEach(this::put);
    later.ends.forEach((partition, end) -> reach(partition, end, later.since));
  }

  private void put(RowKey key, SinkRecord taken) {
    SinkRecord replaced = newestByKey.put(key, taken);
    bytes += size(taken) - (replaced == null ? 0 : size(replaced));
  }

  private void reach(UpsertPartition partition, long end, Instant when) {
    ends.put(partition, end);
    since = when.isBefore(since) ? when : since;
  }

  /// Forgets what came from partitions that were closed since: their next owner reads it again.
  void dropClosed() {
    newestByKey
        .entrySet()
        .removeIf(
            row -> {
              boolean drop = row.getKey().partition().isClosed();
              bytes -= drop ? size(row.getValue()) : 0;
              return drop;
            });
    ends.keySet().removeIf(UpsertPartition::isClosed);
    since = ends.isEmpty() ? Instant.MAX : since;
  }

  /// Lets the offsets of all partitions pass what is collected here.
  void confirm(long nowMillis) {
    ends.forEach((partition, end) -> partition.store(end, nowMillis));
  }

  /// True when there is nothing to write and no offset to move.
  boolean isEmpty() {
    return ends.isEmpty();
  }

  List<SinkRecord> rows() {
    return List.copyOf(newestByKey.values());
  }

  int size() {
    return newestByKey.size();
  }

  /// Sum of the sizes of the values.
  long bytes() {
    return bytes;
  }

  /// When the oldest record came.
  Instant since() {
    return since;
  }

  private static long size(SinkRecord taken) {
    return RecordBytes.value(taken).length;
  }
}
