package dev.tailrace.metrics;

import java.util.concurrent.atomic.AtomicLong;

/// A count that one thread at a time raises and any thread reads. Raising it costs what raising a
/// field costs, so it may stand where every event passes.
public final class Tally {
  private final AtomicLong count = new AtomicLong();

  /// Adds one.
  public void add() {
    add(1);
  }

  /// Adds some. Called by one thread at a time.
  public void add(long more) {
    count.setOpaque(count.getPlain() + more);
  }

  /// What was added so far; what another thread adds just now may be missing.
  public long value() {
    return count.getOpaque();
  }
}
