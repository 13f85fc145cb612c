package dev.tailrace.bench;

import dev.tailrace.stack.ClickHouseHttp;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.LongConsumer;

/// Looks which events of a load ClickHouse shows, and how long each took.
///
/// One thread.
final class FreshRows {
  private final ClickHouseHttp clickHouse;
  private final SteadyLoad load;
  private final long[] next;

  /// The newest batch that was seen, of each partition.
  private final String[] batches = new String[BenchKafka.PARTITIONS];

  private long seen;

  /// @param firstOffsets of the load, by partition
  FreshRows(ClickHouseHttp clickHouse, SteadyLoad load, long[] firstOffsets) {
    this.clickHouse = clickHouse;
    this.load = load;
    this.next = firstOffsets.clone();
    Arrays.fill(batches, "");
  }

  /// How many events were seen so far. What makes no row is seen with the next one that does.
  long seen() {
    return seen;
  }

  /// Asks once.
  ///
  /// @param nanos takes, for each event that was not seen before, how long ago it was given to the
  ///     producer
  void look(LongConsumer nanos) {
    List<List<String>> newest = clickHouse.rows(newest());
    long now = System.nanoTime();
    for (List<String> row : newest) {
      int partition = Integer.parseInt(row.get(0));
      batches[partition] = row.get(2);
      for (long end = Long.parseLong(row.get(1)) + 1; next[partition] < end; next[partition]++) {
        seen++;
        nanos.accept(now - load.sentNanos(partition, next[partition]));
      }
    }
  }

  /// Batch ids rise within a partition, and an index leaves out parts without newer ones: so the
  /// question stays cheap, and measuring hardly disturbs what is measured.
  private String newest() {
    return """
    SELECT source_partition, max(source_offset), max(pipeline_batch_id) FROM events
    WHERE pipeline_batch_id >= '%s' GROUP BY source_partition SETTINGS max_threads = 1
    """
        .formatted(Collections.min(List.of(batches)));
  }
}
