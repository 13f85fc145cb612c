package dev.tailrace.sink;

import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/// How far a partition has come while the task owns it. One that is closed and assigned again gets
/// a new object, so that the end of an old write moves nothing of the new assignment. Used by the
/// task's thread only.
final class UpsertPartition {
  private static final long NOTHING = -1;

  private final Intake intake;
  private long nextOffset;
  private long storedUpTo = NOTHING;
  private long reported = NOTHING;
  private boolean closed;

  UpsertPartition(Intake intake) {
    this.intake = intake;
  }

  Intake intake() {
    return intake;
  }

  /// Whether the record at this offset is new. Asked once for each: from then on it is not, because
  /// Connect delivers records again after a `RetriableException`.
  boolean isNew(long offset) {
    if (offset < nextOffset) {
      return false;
    }
    nextOffset = offset + 1;
    return true;
  }

  /// @param end offset behind the last record that is dealt with, as are all before it
  void store(long end, long nowMillis) {
    storedUpTo = Math.max(storedUpTo, end);
    intake.progress().done(storedUpTo, nowMillis);
  }

  void close() {
    closed = true;
  }

  boolean isClosed() {
    return closed;
  }

  /// True when there is more to commit than was reported last.
  boolean hasProgressed() {
    return storedUpTo > reported;
  }

  /// The offset to commit, which counts as reported from now on.
  ///
  /// @param position how far Connect believes to have delivered, null when it does not know. While
  ///     `put` fails that is less than was taken, and Connect would refuse a higher offset.
  Optional<OffsetAndMetadata> progress(OffsetAndMetadata position) {
    if (storedUpTo == NOTHING || position == null || storedUpTo > position.offset()) {
      return Optional.empty();
    }
    reported = storedUpTo;
    return Optional.of(new OffsetAndMetadata(storedUpTo));
  }
}
