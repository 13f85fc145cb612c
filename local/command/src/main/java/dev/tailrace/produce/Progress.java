package dev.tailrace.produce;

import java.util.concurrent.atomic.AtomicLong;

/// How far a run is, for another thread to show, and that thread's way to end it early.
/// Thread-safe; one thread publishes.
public final class Progress {
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong events = new AtomicLong();
  private volatile boolean stopRequested;

  /// Bytes of the inputs that were read, as they are stored (compressed if they are).
  public long bytes() {
    return bytes.get();
  }

  /// Events that Kafka acknowledged.
  public long events() {
    return events.get();
  }

  /// Asks the run to end after the next event; what was sent until then is still acknowledged.
  public void requestStop() {
    stopRequested = true;
  }

  public boolean stopRequested() {
    return stopRequested;
  }

  void read(long count) {
    bytes.addAndGet(count);
  }

  void acknowledged(long count) {
    events.addAndGet(count);
  }
}
