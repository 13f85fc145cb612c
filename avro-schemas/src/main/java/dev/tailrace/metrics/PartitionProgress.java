package dev.tailrace.metrics;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalDouble;

/// How far behind the work on one partition is: what was delivered and is not done yet, and whether
/// more is known to lie behind that. All times are Unix epoch milliseconds.
///
/// Something waits while a delivered record is not done, or while records are known to follow, or
/// while that is not known at all. Told once for each poll and not for each record; so the oldest
/// waiting record is known to one poll. Thread-safe.
public final class PartitionProgress {
  private static final long UNKNOWN = -1;
  private static final double MILLIS = 1_000.0;

  private record Delivered(long firstTime, long lastTime, long firstOffset, long endOffset) {}

  private final Deque<Delivered> waiting = new ArrayDeque<>();
  private final long assignedMillis;
  private long following = UNKNOWN;
  private long doneOffset = UNKNOWN;
  private long doneTime = UNKNOWN;
  private long idleMillis = UNKNOWN;

  /// A partition of which nothing is known but when it was assigned.
  public PartitionProgress(long nowMillis) {
    this.assignedMillis = nowMillis;
  }

  /// Records were read. When they were read before, they count as read but now; or not at all, when
  /// they are done.
  ///
  /// @param firstTime timestamp of the first one
  /// @param lastTime timestamp of the last one
  /// @param endOffset the offset behind the last one
  public synchronized void delivered(
      long firstTime, long lastTime, long firstOffset, long endOffset) {
    if (endOffset <= doneOffset) {
      return;
    }
    while (!waiting.isEmpty() && waiting.getLast().endOffset() > firstOffset) {
      waiting.removeLast();
    }
    waiting.addLast(new Delivered(firstTime, lastTime, firstOffset, endOffset));
  }

  /// Everything before an offset is done.
  public synchronized void done(long offset, long nowMillis) {
    doneOffset = Math.max(doneOffset, offset);
    while (!waiting.isEmpty() && waiting.getFirst().endOffset() <= offset) {
      doneTime = Math.max(doneTime, waiting.removeFirst().lastTime());
    }
    noteIdle(nowMillis);
  }

  /// How many offsets follow those that were read; 0 when the reader is at the end.
  public synchronized void following(long offsets, long nowMillis) {
    following = offsets;
    noteIdle(nowMillis);
  }

  /// How long the oldest record that waits has been waiting; 0 when none does.
  ///
  /// No record can have been waiting since before the partition was last seen with nothing waiting,
  /// whatever its timestamp says. When nothing was read yet, it is the time since the assignment.
  public synchronized double lagSeconds(long nowMillis) {
    if (!waits()) {
      return 0;
    }
    long oldest =
        waiting.isEmpty()
            ? (doneTime == UNKNOWN ? assignedMillis : doneTime)
            : waiting.getFirst().firstTime();
    return since(Math.max(oldest, idleMillis), nowMillis);
  }

  /// How old the newest record is that is done, while another one waits; 0 when none waits, empty
  /// when one waits and none was done since the partition was assigned.
  public synchronized OptionalDouble freshnessSeconds(long nowMillis) {
    if (!waits()) {
      return OptionalDouble.of(0);
    }
    return doneTime == UNKNOWN
        ? OptionalDouble.empty()
        : OptionalDouble.of(since(doneTime, nowMillis));
  }

  private boolean waits() {
    return !waiting.isEmpty() || following != 0;
  }

  private void noteIdle(long nowMillis) {
    if (!waits()) {
      idleMillis = nowMillis;
    }
  }

  private static double since(long timeMillis, long nowMillis) {
    return Math.max(0, nowMillis - timeMillis) / MILLIS;
  }
}
