package dev.tailrace.faults;

import java.time.Duration;

/// The longest time during which a store did not advance although events were published meanwhile.
///
/// A gap begins when the store was last seen to advance, or, where nothing was published after
/// that, when the next event was; it ends when the store is seen to advance. Times are those of
/// [System#nanoTime]. Thread-safe.
final class LongestGap {
  private static final String NEVER_SEEN = "";

  private String position = NEVER_SEEN;
  private long sinceNanos;
  private long publishedBefore;
  private long longestNanos;

  LongestGap(long nowNanos, long published) {
    sinceNanos = nowNanos;
    publishedBefore = published;
  }

  /// The store was asked, and told how far it is. Any other position than the last one is an
  /// advance: what is newest may be deleted.
  synchronized void seen(long nowNanos, long published, String newPosition) {
    noteGap(nowNanos, published);
    if (!newPosition.equals(position)) {
      position = newPosition;
      sinceNanos = nowNanos;
      publishedBefore = published;
    }
  }

  /// The store could not be asked.
  synchronized void unseen(long nowNanos, long published) {
    noteGap(nowNanos, published);
  }

  /// Also counts the gap that has not ended yet.
  synchronized Duration longest(long nowNanos, long published) {
    noteGap(nowNanos, published);
    return Duration.ofNanos(longestNanos);
  }

  /// Forgets all gaps; one that has not ended begins now.
  synchronized void reset(long nowNanos, long published) {
    noteGap(nowNanos, published);
    sinceNanos = nowNanos;
    longestNanos = 0;
  }

  private void noteGap(long nowNanos, long published) {
    if (published == publishedBefore) {
      sinceNanos = nowNanos;
    } else {
      longestNanos = Math.max(longestNanos, nowNanos - sinceNanos);
    }
  }
}
