package dev.tailrace.sink.r2;

import java.util.List;
import java.util.OptionalLong;
import org.apache.kafka.connect.sink.SinkRecord;

/// Where a partition is to be read from: where the ledger says, else behind what is stored, else
/// where reading began, else where Connect stands.
///
/// Not thread-safe: guarded by its lane.
final class ReadingPlace {
  private static final long NONE = Long.MAX_VALUE;

  private OptionalLong target = OptionalLong.empty();
  private long firstExpected;
  private long firstDropped = NONE;
  private long firstTaken = NONE;

  /// Notes records that came before the place was known.
  void dropped(SinkRecord first) {
    firstDropped = Math.min(firstDropped, first.kafkaOffset());
  }

  /// Notes records that are worked off.
  void taken(SinkRecord first) {
    firstTaken = Math.min(firstTaken, first.kafkaOffset());
  }

  /// Takes the ledger's answer. Without one, reading begins where Connect stands; the second time
  /// behind what is stored or, if that is nothing, where it began.
  ///
  /// @param start what the ledger says
  /// @param stored offset behind what was stored since the partition was assigned
  void found(OptionalLong start, OptionalLong stored) {
    firstExpected = start.orElse(0);
    if (start.isPresent()) {
      target = start;
    } else {
      target = stored.isPresent() ? stored : known(firstTaken);
    }
  }

  private static OptionalLong known(long offset) {
    return offset == NONE ? OptionalLong.empty() : OptionalLong.of(offset);
  }

  /// Where Connect must go; empty when it is there. What was dropped on the way is read again.
  OptionalLong reach() {
    OptionalLong wanted = target.isPresent() ? target : known(firstDropped);
    firstDropped = NONE;
    return wanted;
  }

  /// The table says the partition is stored up to an offset, and Connect could not go there.
  ///
  /// @throws StoreException when these records lie before it
  void requireRightLog(String partition, List<SinkRecord> records) {
    if (!records.isEmpty() && records.getFirst().kafkaOffset() < firstExpected) {
      throw new StoreException(
          "%s is stored up to offset %d, but the topic has no such offset: it was deleted and made again, or is of another Kafka cluster. Give this one its own %s"
              .formatted(partition, firstExpected, R2SinkKeys.SOURCE));
    }
  }
}
