package dev.tailrace.bench;

import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Tells now and then how far a long measurement is and how fast it went since it was told last: so
/// one sees whether a way gets slower with time.
///
/// One thread.
final class Milestones implements LongSupplier {
  private static final long DISTANCE = 1_000_000;

  private final LongSupplier done;
  private final Consumer<String> progress;
  private long told;
  private long toldNanos = System.nanoTime();

  /// @param done how many events are through; is asked whenever this is
  Milestones(LongSupplier done, Consumer<String> progress) {
    this.done = done;
    this.progress = progress;
  }

  @Override
  public long getAsLong() {
    long now = done.getAsLong();
    if (now - told >= DISTANCE) {
      long nanos = System.nanoTime();
      progress.accept(
          "  %,d through, the last ones at %,.0f events/s"
              .formatted(now, (now - told) * 1e9 / (nanos - toldNanos)));
      told = now;
      toldNanos = nanos;
    }
    return now;
  }
}
