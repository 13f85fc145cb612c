package dev.tailrace.sink.r2;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.connect.sink.SinkRecord;

/// What a lane has still to do, in order.
///
/// Not thread-safe: guarded by its lane. Law: it adds to the task's backlog what the records here
/// weigh, and nothing else.
final class WaitingWork {
  sealed interface Work {
    long bytes();

    record Records(List<SinkRecord> records, long bytes) implements Work {}

    record TimePassed(Instant now) implements Work {
      @Override
      public long bytes() {
        return 0;
      }
    }
  }

  private final Deque<Work> waiting = new ArrayDeque<>();
  private final AtomicLong backlogBytes;

  WaitingWork(AtomicLong backlogBytes) {
    this.backlogBytes = backlogBytes;
  }

  void add(List<SinkRecord> records) {
    long bytes = 0;
    for (SinkRecord next : records) {
      bytes += next.value() instanceof byte[] value ? value.length : 0;
    }
    add(new Work.Records(records, bytes));
  }

  void add(Work work) {
    waiting.addLast(work);
    backlogBytes.addAndGet(work.bytes());
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  Optional<Work> next() {
    return Optional.ofNullable(waiting.peekFirst());
  }

  /// Takes work away that was done, unless all was dropped meanwhile.
  void done(Work work) {
    if (waiting.peekFirst() == work) {
      waiting.removeFirst();
      backlogBytes.addAndGet(-work.bytes());
    }
  }

  void dropAll() {
    waiting.forEach(work -> backlogBytes.addAndGet(-work.bytes()));
    waiting.clear();
  }
}
