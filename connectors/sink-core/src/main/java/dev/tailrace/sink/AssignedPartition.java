package dev.tailrace.sink;

import java.util.OptionalLong;

/// What the task keeps of a partition while it owns it. Used by the task's thread only.
final class AssignedPartition {
  private final BatchCutter cutter;
  private final PartitionLane lane;
  private final Intake intake;
  private OptionalLong reported = OptionalLong.empty();

  AssignedPartition(BatchCutter cutter, PartitionLane lane, Intake intake) {
    this.cutter = cutter;
    this.lane = lane;
    this.intake = intake;
  }

  BatchCutter cutter() {
    return cutter;
  }

  Intake intake() {
    return intake;
  }

  PartitionLane lane() {
    return lane;
  }

  /// True when there is more to commit than was reported last.
  boolean hasProgressed() {
    return !lane.resumeOffset().equals(reported);
  }

  /// The offset to commit, which counts as reported from now on.
  OptionalLong progress() {
    reported = lane.resumeOffset();
    return reported;
  }
}
