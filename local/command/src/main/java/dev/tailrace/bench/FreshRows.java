package dev.tailrace.bench;

import dev.tailrace.stack.ClickHouseHttp;
import java.util.List;
import java.util.function.LongConsumer;

/// Looks which events of a load ClickHouse shows, and how long each took.
///
/// One thread.
final class FreshRows {
  /// Asks for the newest rows alone, so that the question costs the same all the time.
  private static final String NEWEST =
      """
      SELECT source_partition, max(source_offset) FROM events
      WHERE timestamp > now64(3) - INTERVAL 20 SECOND GROUP BY source_partition
      """;

  private final ClickHouseHttp clickHouse;
  private final SteadyLoad load;
  private final long[] next;
  private long seen;

  /// @param firstOffsets of the load, by partition
  FreshRows(ClickHouseHttp clickHouse, SteadyLoad load, long[] firstOffsets) {
    this.clickHouse = clickHouse;
    this.load = load;
    this.next = firstOffsets.clone();
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
    List<List<String>> newest = clickHouse.rows(NEWEST);
    long now = System.nanoTime();
    for (List<String> row : newest) {
      int partition = Integer.parseInt(row.get(0));
      for (long end = Long.parseLong(row.get(1)) + 1; next[partition] < end; next[partition]++) {
        seen++;
        nanos.accept(now - load.sentNanos(partition, next[partition]));
      }
    }
  }
}
