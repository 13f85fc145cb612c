package dev.tailrace.faults;

import dev.tailrace.stack.NewestRows;
import dev.tailrace.stack.StackException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/// Watches the table of events partition by partition, and notes the longest time during which one
/// of them stood still although events were published. A table that cannot be asked stands still.
///
/// Thread-safe.
final class PartitionGaps implements AutoCloseable {
  private static final Duration PACE = Duration.ofMillis(250);

  private final NewestRows rows;
  private final LongSupplier published;
  private final List<LongestGap> gaps;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;

  /// Starts to watch.
  ///
  /// @param published how many events were published so far, evenly over all partitions
  PartitionGaps(NewestRows rows, int partitions, LongSupplier published) {
    this.rows = rows;
    this.published = published;
    this.gaps =
        IntStream.range(0, partitions)
            .mapToObj(_ -> new LongestGap(System.nanoTime(), published.getAsLong()))
            .toList();
    this.thread = Thread.ofPlatform().daemon().name("partition-gaps").start(this::run);
  }

  /// The longest since [#reset], or since the start, of any partition.
  Duration longest() {
    long now = System.nanoTime();
    long count = published.getAsLong();
    return gaps.stream()
        .map(gap -> gap.longest(now, count))
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  /// Forgets all gaps; those that have not ended begin now.
  void reset() {
    gaps.forEach(gap -> gap.reset(System.nanoTime(), published.getAsLong()));
  }

  private void run() {
    try {
      while (!closing.await(PACE.toMillis(), TimeUnit.MILLISECONDS)) {
        sample();
      }
    } catch (InterruptedException _) {
      // Nobody interrupts this thread but the end of the program.
      Thread.currentThread().interrupt();
    }
  }

  private void sample() {
    try {
      long[] newest = rows.ask();
      for (int partition = 0; partition < newest.length; partition++) {
        gaps.get(partition)
            .seen(System.nanoTime(), published.getAsLong(), String.valueOf(newest[partition]));
      }
    } catch (StackException _) {
      gaps.forEach(gap -> gap.unseen(System.nanoTime(), published.getAsLong()));
    }
  }

  /// Ends the watch, after the question that is asked.
  @Override
  public void close() {
    closing.countDown();
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
