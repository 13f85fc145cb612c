package dev.tailrace.sink;

import dev.tailrace.metrics.PartitionProgress;
import org.apache.kafka.connect.sink.SinkRecord;

/// Tells the progress of a partition what Connect delivers, once for each call of `put`. Used by
/// the task's thread only.
public final class Intake {
  private static final long NOTHING = -1;

  private final PartitionProgress progress;
  private long firstOffset = NOTHING;
  private long lastOffset;
  private long firstTime;
  private long lastTime;

  /// For a partition that was just assigned.
  public Intake(PartitionProgress progress) {
    this.progress = progress;
  }

  /// Where it tells.
  public PartitionProgress progress() {
    return progress;
  }

  /// Takes the next record. One without a value waits for nothing: a seal, or a tombstone.
  public void take(SinkRecord next) {
    if (next.value() == null || next.timestamp() == null) {
      return;
    }
    if (firstOffset == NOTHING) {
      firstOffset = next.kafkaOffset();
      firstTime = next.timestamp();
    }
    lastOffset = next.kafkaOffset();
    lastTime = next.timestamp();
  }

  /// All of this call were taken.
  public void end() {
    if (firstOffset != NOTHING) {
      progress.delivered(firstTime, lastTime, firstOffset, lastOffset + 1);
      firstOffset = NOTHING;
    }
  }
}
