package dev.tailrace.sink;

import java.util.List;
import java.util.Objects;

/// One sealed batch of one topic-partition: the unit a store takes or refuses.
///
/// Law: every reader that replays the log gets the same batch, with the same rows in the same
/// order, under the same id.
///
/// @param topic topic the rows were read from
/// @param partition its partition; batch ids rise within one partition
/// @param batchId 26-character ULID from the batch header
/// @param firstOffset offset of the first row
/// @param lastOffset offset of the last row (not of the seal)
/// @param values the record values, never null, in the order of their offsets; not to be changed
public record Batch(
    String topic,
    int partition,
    String batchId,
    long firstOffset,
    long lastOffset,
    List<byte[]> values) {
  public Batch {
    Objects.requireNonNull(topic, "topic");
    Objects.requireNonNull(batchId, "batchId");
    values = List.copyOf(values);
    if (lastOffset < firstOffset) {
      throw new IllegalArgumentException(
          "last offset " + lastOffset + " lies before first offset " + firstOffset);
    }
  }

  public int rows() {
    return values.size();
  }

  /// Names the batch without printing its values, for messages.
  @Override
  public String toString() {
    return "batch %s (%s-%d, offsets %d to %d, %d rows)"
        .formatted(batchId, topic, partition, firstOffset, lastOffset, rows());
  }
}
