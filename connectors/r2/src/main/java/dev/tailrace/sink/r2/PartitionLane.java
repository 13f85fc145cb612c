package dev.tailrace.sink.r2;

import dev.tailrace.sink.Outcome;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.kafka.connect.sink.SinkRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One partition of the task: its records wait here and are worked off by one virtual thread at a
/// time, while Connect's thread goes on reading.
///
/// A lane begins by asking the ledger where to read from, and comes back to that question whenever
/// another writer has changed the chain of files. From the question until Connect has gone to the
/// answered offset it takes no records.
///
/// Law: the offset to commit never passes a row that is not stored, and a closed lane changes
/// nothing any more. Thread-safe.
final class PartitionLane {
  private static final Logger log = LoggerFactory.getLogger(PartitionLane.class);
  private static final long NOTHING_DONE = -1;

  /// What a lane does at the moment.
  private enum Phase {
    /// It must find out where to read from.
    SEEKING,
    /// It knows, and waits until Connect is told.
    FOUND,
    READING,
    CLOSED
  }

  private sealed interface Work {
    long bytes();

    record Records(List<SinkRecord> records, long bytes) implements Work {}

    record TimePassed(Instant now) implements Work {
      @Override
      public long bytes() {
        return 0;
      }
    }
  }

  private final String name;
  private final int partition;
  private final Ledger ledger;
  private final Supplier<PartitionFiles<?>> newFiles;
  private final AtomicLong backlogBytes;
  private final Duration idleGrace;

  private final Deque<Work> waiting = new ArrayDeque<>();
  private final AtomicLong durable = new AtomicLong(NOTHING_DONE);
  private Phase phase = Phase.SEEKING;
  private OptionalLong target = OptionalLong.empty();
  private long firstExpected;
  private long firstDropped = Long.MAX_VALUE;
  private long firstTaken = Long.MAX_VALUE;
  private PartitionFiles<?> files;
  private Thread worker;
  private boolean timeMatters;
  private Outcome.Failure failure;
  private long committed = NOTHING_DONE;

  PartitionLane(
      String name,
      int partition,
      Ledger ledger,
      Supplier<PartitionFiles<?>> newFiles,
      AtomicLong backlogBytes,
      Duration idleGrace) {
    this.name = name;
    this.partition = partition;
    this.ledger = ledger;
    this.newFiles = newFiles;
    this.backlogBytes = backlogBytes;
    this.idleGrace = idleGrace;
  }

  /// Takes what Connect delivered, unless it is not known yet whether it was read from the right
  /// place; Connect is then sent back.
  ///
  /// @param records at least one
  synchronized void add(List<SinkRecord> records) {
    if (phase != Phase.READING) {
      firstDropped = Math.min(firstDropped, records.getFirst().kafkaOffset());
      return;
    }
    firstTaken = Math.min(firstTaken, records.getFirst().kafkaOffset());
    long bytes = 0;
    for (SinkRecord next : records) {
      bytes += next.value() instanceof byte[] value ? value.length : 0;
    }
    waiting.addLast(new Work.Records(records, bytes));
    backlogBytes.addAndGet(bytes);
  }

  /// Starts working when there is work and nobody is at it.
  synchronized void wake(Instant now) {
    if (worker != null || failure != null || phase == Phase.CLOSED || phase == Phase.FOUND) {
      return;
    }
    if (phase == Phase.READING && waiting.isEmpty()) {
      if (!timeMatters) {
        return;
      }
      waiting.addLast(new Work.TimePassed(now));
    }
    worker = Thread.ofVirtual().name("r2-" + name).start(this::work);
  }

  /// Where Connect must go, if it must go anywhere. From now on records are taken again, so those
  /// that were read before are not to be given to [#add].
  synchronized Optional<OptionalLong> found() {
    if (phase != Phase.FOUND) {
      return Optional.empty();
    }
    phase = Phase.READING;
    OptionalLong wanted = target;
    if (wanted.isEmpty() && firstDropped != Long.MAX_VALUE) {
      wanted = OptionalLong.of(firstDropped);
    }
    firstDropped = Long.MAX_VALUE;
    return Optional.of(wanted);
  }

  synchronized Optional<Outcome.Failure> failure() {
    return Optional.ofNullable(failure);
  }

  /// Whether Connect should call again soon although no record comes.
  synchronized boolean isBusy() {
    return failure == null
        && (worker != null || timeMatters || !waiting.isEmpty() || phase != Phase.READING);
  }

  /// True when there is more to commit than was reported last.
  boolean hasProgressed() {
    return durable.get() > committed;
  }

  /// The offset to commit; counts as reported from now on.
  OptionalLong progress() {
    committed = durable.get();
    return committed == NOTHING_DONE ? OptionalLong.empty() : OptionalLong.of(committed);
  }

  /// Gives the partition up.
  ///
  /// @return the thread that may still be running
  synchronized Optional<Thread> close() {
    phase = Phase.CLOSED;
    dropWaiting();
    Optional<Thread> running = Optional.ofNullable(worker);
    running.ifPresent(Thread::interrupt);
    if (running.isEmpty()) {
      abandonFiles();
    }
    return running;
  }

  private void dropWaiting() {
    waiting.forEach(work -> backlogBytes.addAndGet(-work.bytes()));
    waiting.clear();
  }

  private void work() {
    try {
      if (isSeeking()) {
        seek();
      } else {
        workOff();
      }
    } catch (ChainException moved) {
      log.info("{}: {}; reading again from what is stored", name, moved.getMessage());
      seekAgain();
    } catch (InterruptedException | InterruptedIOException _) {
      log.debug("{}: given up", name);
    } catch (StoreException e) {
      fail(new Outcome.Broken(e.getMessage(), e));
    } catch (IOException | RuntimeException e) {
      // A defect of the sink. Stopping keeps the rows; going on would lose them.
      fail(new Outcome.Broken(name + ": the sink failed on its own: " + e, e));
    } catch (Error e) {
      log.error("{}: the sink cannot go on", name, e);
      String why = name + ": the sink cannot go on: " + e;
      fail(new Outcome.Broken(why, new IllegalStateException(why, e)));
    } finally {
      rest();
    }
  }

  private synchronized boolean isSeeking() {
    return phase == Phase.SEEKING;
  }

  private void seek() throws InterruptedException {
    OptionalLong start = ledger.start(partition);
    synchronized (this) {
      if (phase == Phase.CLOSED) {
        return;
      }
      files = newFiles.get();
      firstExpected = start.orElse(0);
      start.ifPresent(this::stored);
      target = start.isPresent() ? start : readAgainFrom();
      phase = Phase.FOUND;
    }
  }

  /// Without a ledger reading begins where Connect stands; the second time behind what is stored
  /// or, if that is nothing, where it began.
  private OptionalLong readAgainFrom() {
    long done = durable.get();
    if (done != NOTHING_DONE) {
      return OptionalLong.of(done);
    }
    return firstTaken == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(firstTaken);
  }

  private synchronized void seekAgain() {
    abandonFiles();
    dropWaiting();
    if (phase != Phase.CLOSED) {
      phase = Phase.SEEKING;
    }
  }

  private void workOff() throws IOException, InterruptedException {
    for (Work work = next(); work != null; work = next()) {
      switch (work) {
        case Work.Records(List<SinkRecord> records, _) -> {
          requireRightLog(records);
          for (SinkRecord next : records) {
            files.take(next);
          }
        }
        case Work.TimePassed(Instant now) -> files.passTime(now, idleGrace);
      }
      files.settle().ifPresent(wave -> ledger.settle(partition, wave, this::stored));
      done(work);
    }
  }

  /// The table says the partition is stored up to an offset, and Connect could not go there.
  private void requireRightLog(List<SinkRecord> records) {
    if (!records.isEmpty() && records.getFirst().kafkaOffset() < firstExpected) {
      throw new StoreException(
          "%s is stored up to offset %d, but the topic has no such offset: it was deleted and made again, or is of another Kafka cluster. Give this one its own %s"
              .formatted(name, firstExpected, R2SinkKeys.SOURCE));
    }
  }

  private void stored(long offset) {
    durable.accumulateAndGet(offset, Math::max);
  }

  private synchronized Work next() {
    return phase == Phase.READING ? waiting.peekFirst() : null;
  }

  private synchronized void done(Work work) {
    if (waiting.peekFirst() == work) {
      waiting.removeFirst();
      backlogBytes.addAndGet(-work.bytes());
    }
    timeMatters = files.isOpen();
  }

  private synchronized void fail(Outcome.Failure why) {
    failure = why;
  }

  private synchronized void rest() {
    worker = null;
    if (phase == Phase.CLOSED) {
      abandonFiles();
    }
  }

  /// Parts of files that were sent already are removed where that can be done quickly.
  private void abandonFiles() {
    if (files == null) {
      return;
    }
    try {
      files.abandon();
    } catch (RuntimeException e) {
      log.debug("{}: unfinished uploads are left to the bucket's rule for them", name, e);
    }
    files = null;
  }
}
