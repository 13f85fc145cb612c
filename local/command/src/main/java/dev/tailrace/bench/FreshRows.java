package dev.tailrace.bench;

import dev.tailrace.stack.ClickHouseHttp;
import dev.tailrace.stack.NewestRows;
import java.util.function.LongConsumer;

/// Looks which events of a load ClickHouse shows, and how long each took.
///
/// One thread.
final class FreshRows {
  private final NewestRows rows;
  private final SteadyLoad load;
  private final long[] next;
  private long seen;

  /// @param firstOffsets of the load, by partition
  FreshRows(ClickHouseHttp clickHouse, SteadyLoad load, long[] firstOffsets) {
    this.rows = new NewestRows(clickHouse, BenchKafka.PARTITIONS);
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
    long[] newest = rows.ask();
    long now = System.nanoTime();
    for (int partition = 0; partition < newest.length; partition++) {
      for (; next[partition] <= newest[partition]; next[partition]++) {
        seen++;
        nanos.accept(now - load.sentNanos(partition, next[partition]));
      }
    }
  }
}
