package dev.tailrace.sink.r2;

import dev.tailrace.delivery.DeliveryStep;
import dev.tailrace.sink.Outcome;
import dev.tailrace.sink.iceberg.NewFile;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Commits files to an Iceberg table, all partitions of the task together, at most once in an
/// interval. An offset is durable when the table has all rows before it; so after any crash reading
/// goes on where the table ends, and files that are there but not in the table are found again.
final class LakeLedger implements Ledger {
  private static final Logger log = LoggerFactory.getLogger(LakeLedger.class);

  /// The files of one slot come within this time, or within an interval if that is shorter, and
  /// are one commit.
  static final Duration GATHER = Duration.ofSeconds(5);

  private final TopicTable table;
  private final String source;
  private final Duration interval;
  private final Patience patience;
  private final InstantSource clock;

  private final List<Waiting> waiting = new ArrayList<>();
  private Thread worker;
  private Instant lastCommit = Instant.MIN;
  private Outcome.Failure failure;
  private boolean closed;

  private record Waiting(dev.tailrace.sink.iceberg.Wave wave, long resume, LongConsumer durable) {}

  /// @param source names the log: Kafka cluster and topic
  LakeLedger(
      TopicTable table, String source, Duration interval, Patience patience, InstantSource clock) {
    this.table = table;
    this.source = source;
    this.interval = interval;
    this.patience = patience;
    this.clock = clock;
  }

  /// Where the table ends. A table that is not there yet, or is new, begins with the topic.
  @Override
  public OptionalLong start(int partition) throws InterruptedException {
    return OptionalLong.of(
        patience.ask(
            "asking " + table + " for its progress",
            () -> table.existing().map(at -> at.next(name(partition)).orElse(0)).orElse(0L)));
  }

  private String name(int partition) {
    return source + "-" + partition;
  }

  @Override
  public synchronized void settle(int partition, Wave wave, LongConsumer durable) {
    if (closed) {
      return;
    }
    List<NewFile> files =
        wave.files().stream()
            .map(
                file ->
                    new NewFile(
                        file.location(),
                        file.bytes(),
                        file.day(),
                        file.facts().firstOffset(),
                        file.facts().lastOffset(),
                        file.footer().orElseThrow()))
            .toList();
    waiting.add(
        new Waiting(
            new dev.tailrace.sink.iceberg.Wave(
                name(partition), files, wave.resume(), wave.throughMillis()),
            wave.resume(),
            durable));
    if (worker == null && failure == null) {
      worker = Thread.ofVirtual().name("lake-" + source).start(this::workOff);
    }
  }

  private void workOff() {
    try {
      for (Optional<List<Waiting>> next = gather(); next.isPresent(); next = gather()) {
        commit(next.get());
      }
    } catch (InterruptedException _) {
      end(null);
    } catch (RuntimeException e) {
      log.error("{}: files cannot be committed", table, e);
      end(new Outcome.Broken(table + ": " + e.getMessage(), e));
    }
  }

  private synchronized void end(Outcome.Failure why) {
    failure = why;
    worker = null;
  }

  /// Waits until a commit is due; ends the worker when nothing waits.
  private Optional<List<Waiting>> gather() throws InterruptedException {
    synchronized (this) {
      if (waiting.isEmpty()) {
        worker = null;
        return Optional.empty();
      }
    }
    Duration gathering = interval.compareTo(GATHER) < 0 ? interval : GATHER;
    Thread.sleep(gathering);
    Duration left = untilNextCommit();
    if (left.isPositive()) {
      Thread.sleep(left);
    }
    synchronized (this) {
      List<Waiting> taken = List.copyOf(waiting);
      waiting.clear();
      return Optional.of(taken);
    }
  }

  private Duration untilNextCommit() {
    return lastCommit.equals(Instant.MIN)
        ? Duration.ZERO
        : Duration.between(clock.instant(), lastCommit.plus(interval));
  }

  private void commit(List<Waiting> waves) throws InterruptedException {
    List<dev.tailrace.sink.iceberg.Wave> withFiles =
        waves.stream().map(Waiting::wave).filter(wave -> !wave.files().isEmpty()).toList();
    if (!withFiles.isEmpty()) {
      DeliveryStep.TABLE_COMMITTING.reached(source);
      patience.order(
          "committing to " + table, () -> table.existing().orElseThrow().commit(withFiles));
      lastCommit = clock.instant();
      DeliveryStep.TABLE_COMMITTED.reached(source);
    }
    waves.forEach(wave -> wave.durable().accept(wave.resume()));
  }

  @Override
  public synchronized Optional<Outcome.Failure> failure() {
    return Optional.ofNullable(failure);
  }

  @Override
  public synchronized Optional<Thread> close() {
    closed = true;
    waiting.clear();
    Optional<Thread> running = Optional.ofNullable(worker);
    running.ifPresent(Thread::interrupt);
    return running;
  }
}
