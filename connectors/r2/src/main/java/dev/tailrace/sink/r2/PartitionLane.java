package dev.tailrace.sink.r2;

import dev.tailrace.delivery.DeliveryStep;
import dev.tailrace.sink.Intake;
import dev.tailrace.sink.Outcome;
import dev.tailrace.sink.SinkMetrics;
import dev.tailrace.sink.r2.WaitingWork.Work;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
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

  private final String name;
  private final int partition;
  private final Ledger ledger;
  private final Supplier<PartitionFiles<?>> newFiles;
  private final Intake intake;
  private final SinkMetrics metrics;
  private final InstantSource clock;
  private final Duration idleGrace;

  private final WaitingWork waiting;
  private final ReadingPlace place = new ReadingPlace();
  private final AtomicLong durable = new AtomicLong(NOTHING_DONE);
  private Phase phase = Phase.SEEKING;
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
      Intake intake,
      SinkMetrics metrics,
      InstantSource clock,
      Duration idleGrace) {
    this.name = name;
    this.partition = partition;
    this.ledger = ledger;
    this.newFiles = newFiles;
    this.waiting = new WaitingWork(backlogBytes);
    this.intake = intake;
    this.metrics = metrics;
    this.clock = clock;
    this.idleGrace = idleGrace;
  }

  /// Takes what Connect delivered, unless it is not known yet whether it was read from the right
  /// place; Connect is then sent back.
  ///
  /// @param records at least one
  synchronized void add(List<SinkRecord> records) {
    if (phase != Phase.READING) {
      place.dropped(records.getFirst());
      return;
    }
    place.taken(records.getFirst());
    records.forEach(intake::take);
    intake.end();
    waiting.add(records);
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
      waiting.add(new Work.TimePassed(now));
    }
    worker = Thread.ofVirtual().name("r2-" + name).start(this::work);
  }

  /// What tells how far behind the partition is.
  Intake intake() {
    return intake;
  }

  /// Where Connect must go, if it must go anywhere. From now on records are taken again, so those
  /// that were read before are not to be given to [#add].
  synchronized Optional<OptionalLong> found() {
    if (phase != Phase.FOUND) {
      return Optional.empty();
    }
    phase = Phase.READING;
    return Optional.of(place.reach());
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
    OptionalLong now = durable();
    committed = now.orElse(NOTHING_DONE);
    return now;
  }

  private OptionalLong durable() {
    long offset = durable.get();
    return offset == NOTHING_DONE ? OptionalLong.empty() : OptionalLong.of(offset);
  }

  /// Gives the partition up.
  ///
  /// @return the thread that may still be running
  synchronized Optional<Thread> close() {
    phase = Phase.CLOSED;
    waiting.dropAll();
    Optional<Thread> running = Optional.ofNullable(worker);
    running.ifPresent(Thread::interrupt);
    if (running.isEmpty()) {
      abandonFiles();
    }
    return running;
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
    DeliveryStep.FILES_ASSIGNED.reached(name);
    synchronized (this) {
      if (phase == Phase.CLOSED) {
        return;
      }
      files = newFiles.get();
      start.ifPresent(this::stored);
      place.found(start, durable());
      phase = Phase.FOUND;
    }
  }

  private synchronized void seekAgain() {
    abandonFiles();
    waiting.dropAll();
    if (phase != Phase.CLOSED) {
      phase = Phase.SEEKING;
    }
  }

  private void workOff() throws IOException, InterruptedException {
    for (Optional<Work> next = next(); next.isPresent(); next = next()) {
      Work work = next.get();
      switch (work) {
        case Work.Records(List<SinkRecord> records, _) -> {
          place.requireRightLog(name, records);
          for (SinkRecord from : records) {
            files.take(from);
          }
        }
        case Work.TimePassed(Instant now) -> files.passTime(now, idleGrace);
      }
      files.settle().ifPresent(wave -> ledger.settle(partition, wave, this::stored));
      done(work);
    }
  }

  private void stored(long offset) {
    intake.progress().done(durable.accumulateAndGet(offset, Math::max), clock.millis());
  }

  private synchronized Optional<Work> next() {
    return phase == Phase.READING ? waiting.next() : Optional.empty();
  }

  private synchronized void done(Work work) {
    waiting.done(work);
    timeMatters = files.isOpen();
  }

  private synchronized void fail(Outcome.Failure why) {
    metrics.failed(why);
    failure = why;
  }

  private synchronized void rest() {
    worker = null;
    if (phase == Phase.CLOSED) {
      // The interrupt has done its work; it would keep the files' parts from being removed.
      Thread.interrupted();
      abandonFiles();
    }
  }

  private void abandonFiles() {
    if (files != null) {
      files.abandon();
      files = null;
    }
  }
}
