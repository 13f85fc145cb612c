package dev.tailrace.sink;

import dev.tailrace.metrics.PartitionProgress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The cuts of one partition on their way to the store: worked off in order by one virtual thread
/// at a time, while other partitions do the same.
///
/// Law: the offset passes a cut only after it and all before it are dealt with. A closed lane
/// changes nothing any more, even when its thread outlives it. Thread-safe.
final class PartitionLane {
  private static final Logger log = LoggerFactory.getLogger(PartitionLane.class);
  private static final long NOTHING_DONE = -1;

  private final String name;
  private final Delivery delivery;
  private final Backlog backlog;
  private final PartitionProgress progress;
  private final SinkMetrics metrics;
  private final Backoff backoff;
  private final InstantSource clock;

  private final Deque<Cut> waiting = new ArrayDeque<>();
  private Thread worker;
  private boolean closed;
  private Outcome.Failure failure;
  private int failures;
  private Instant retryAt = Instant.MIN;
  private long resumeOffset = NOTHING_DONE;

  PartitionLane(
      String name,
      Delivery delivery,
      Backlog backlog,
      PartitionProgress progress,
      SinkMetrics metrics,
      Backoff backoff,
      InstantSource clock) {
    this.name = name;
    this.delivery = delivery;
    this.backlog = backlog;
    this.progress = progress;
    this.metrics = metrics;
    this.backoff = backoff;
    this.clock = clock;
  }

  synchronized void add(Cut cut) {
    waiting.addLast(cut);
    backlog.add(cut);
  }

  /// Starts working when there is work, nobody is at it, and no failure forbids it yet.
  synchronized void wake() {
    if (closed || worker != null || waiting.isEmpty() || !mayTry()) {
      return;
    }
    worker = Thread.ofVirtual().name("sink-" + name).start(this::workOff);
  }

  private boolean mayTry() {
    return switch (failure) {
      case null -> true;
      case Outcome.Transient _ -> !clock.instant().isBefore(retryAt);
      case Outcome.Broken _ -> false;
    };
  }

  /// The failure that holds up the first waiting cut.
  synchronized Optional<Outcome.Failure> failure() {
    return Optional.ofNullable(failure);
  }

  /// How long until a failed write may be tried again; zero when at once.
  synchronized Duration untilRetry() {
    Duration left = failure == null ? Duration.ZERO : Duration.between(clock.instant(), retryAt);
    return left.isNegative() ? Duration.ZERO : left;
  }

  synchronized boolean isBusy() {
    return !waiting.isEmpty();
  }

  /// Where reading may resume, once anything is dealt with.
  synchronized OptionalLong resumeOffset() {
    return resumeOffset == NOTHING_DONE ? OptionalLong.empty() : OptionalLong.of(resumeOffset);
  }

  /// Gives the partition up. A write that is under way is interrupted; its end no longer matters.
  ///
  /// @return the thread that may still be running
  synchronized Optional<Thread> close() {
    closed = true;
    waiting.forEach(backlog::remove);
    waiting.clear();
    Optional<Thread> running = Optional.ofNullable(worker);
    running.ifPresent(Thread::interrupt);
    return running;
  }

  private void workOff() {
    for (Cut cut = first(); cut != null; cut = first()) {
      if (!settle(cut, attempt(cut))) {
        return;
      }
    }
  }

  private Optional<Outcome.Failure> attempt(Cut cut) {
    try {
      return delivery.deliver(cut);
    } catch (InterruptedException e) {
      return Optional.of(new Outcome.Transient(name + ": interrupted", e));
    } catch (RuntimeException e) {
      // A defect of the sink. Stopping keeps the batch; going on would lose it.
      return Optional.of(new Outcome.Broken(name + ": the sink failed on its own: " + e, e));
    } catch (Error e) {
      log.error("{}: the sink cannot go on", name, e);
      String why = name + ": the sink cannot go on: " + e;
      return Optional.of(new Outcome.Broken(why, new IllegalStateException(why, e)));
    }
  }

  private synchronized Cut first() {
    Cut first = closed ? null : waiting.peekFirst();
    if (first == null) {
      worker = null;
    }
    return first;
  }

  /// @return true when the next cut may be worked on
  private synchronized boolean settle(Cut cut, Optional<Outcome.Failure> failed) {
    if (closed) {
      worker = null;
      return false;
    }
    failure = failed.orElse(null);
    if (failure != null) {
      metrics.failed(failure);
      retryAt = clock.instant().plus(backoff.after(++failures));
      worker = null;
      return false;
    }
    failures = 0;
    waiting.removeFirst();
    backlog.remove(cut);
    resumeOffset = Math.max(resumeOffset, cut.resumeOffset());
    progress.done(resumeOffset, clock.millis());
    return true;
  }
}
