package dev.tailrace.sink;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The records of one topic on their way to the store: while one collection is written by a virtual
/// thread, the next one grows.
///
/// All state belongs to the task's thread. The writing thread is given a list and returns a result,
/// which [#advance] takes in; so there is nothing to lock, and a write whose partitions were closed
/// meanwhile has nothing left to change.
///
/// Law: an offset passes a record only after it, or a later one with its key, is stored or lies in
/// the dead letters, and so with all records before it.
final class UpsertLane {
  private static final Logger log = LoggerFactory.getLogger(UpsertLane.class);

  /// While a write is under way Connect should call again soon, to commit it and to go on.
  static final Duration WHILE_WRITING = Duration.ofMillis(50);

  private static final Duration AT_ONCE = Duration.ofMillis(1);

  private final String topic;
  private final UpsertDelivery delivery;
  private final UpsertSettings settings;
  private final UpsertSinkTask.Collapse collapse;
  private final SinkMetrics metrics;
  private final InstantSource clock;

  private final Map<TopicPartition, UpsertPartition> partitions = new HashMap<>();
  private UpsertCollection waiting;
  private Write write;
  private Outcome.Failure failure;
  private int failures;
  private Instant retryAt = Instant.MIN;

  private record Write(
      UpsertCollection collection, FutureTask<Optional<Outcome.Failure>> end, Thread thread) {}

  UpsertLane(
      String topic,
      UpsertDelivery delivery,
      UpsertSettings settings,
      UpsertSinkTask.Collapse collapse,
      SinkMetrics metrics,
      InstantSource clock) {
    this.topic = topic;
    this.delivery = delivery;
    this.settings = settings;
    this.collapse = collapse;
    this.metrics = metrics;
    this.clock = clock;
    this.waiting = new UpsertCollection(collapse);
  }

  void open(TopicPartition partition) {
    partitions.put(partition, new UpsertPartition(new Intake(metrics.open(partition, clock))));
  }

  /// Gives a partition up. What of it is not stored is forgotten; the lane's other partitions go
  /// on. With the last one a write that is under way is interrupted.
  ///
  /// @return the thread that may still be running
  Optional<Thread> close(TopicPartition partition) {
    UpsertPartition closed = partitions.remove(partition);
    if (closed == null) {
      return Optional.empty();
    }
    closed.close();
    metrics.close(partition, closed.intake().progress());
    waiting.dropClosed();
    if (!partitions.isEmpty() || write == null) {
      return Optional.empty();
    }
    write.thread().interrupt();
    return Optional.of(write.thread());
  }

  TopicPartition[] partitions() {
    return partitions.keySet().toArray(TopicPartition[]::new);
  }

  void collect(SinkRecord next) {
    UpsertPartition partition =
        partitions.get(new TopicPartition(next.topic(), next.kafkaPartition()));
    if (partition.isNew(next.kafkaOffset())) {
      partition.intake().take(next);
      waiting.add(partition, next, clock.instant());
    }
  }

  /// Takes in a write that has ended, and begins the next one when it is due.
  void advance() {
    partitions.values().forEach(partition -> partition.intake().end());
    if (write != null && write.end().isDone()) {
      settle();
    }
    if (write == null && !waiting.isEmpty() && !clock.instant().isBefore(due())) {
      begin();
    }
  }

  private void begin() {
    UpsertCollection collection = waiting;
    waiting = new UpsertCollection(collapse);
    var rows = collection.rows();
    FutureTask<Optional<Outcome.Failure>> end = new FutureTask<>(() -> delivery.deliver(rows));
    write = new Write(collection, end, Thread.ofVirtual().name("upsert-" + topic).start(end));
  }

  private void settle() {
    UpsertCollection ended = write.collection();
    failure = result(write.end()).orElse(null);
    write = null;
    if (failure == null) {
      failures = 0;
      retryAt = Instant.MIN;
      ended.confirm(clock.millis());
      return;
    }
    metrics.failed(failure);
    retryAt =
        switch (failure) {
          case Outcome.Transient _ ->
              clock.instant().plus(settings.failures().backoff().after(++failures));
          case Outcome.Broken _ -> Instant.MAX;
        };
    // What came meanwhile is tried with it, so that a newer state takes the place of an older one.
    ended.addAll(waiting);
    ended.dropClosed();
    waiting = ended;
  }

  private Optional<Outcome.Failure> result(Future<Optional<Outcome.Failure>> end) {
    return switch (end.state()) {
      case SUCCESS -> end.resultNow();
      case FAILED -> {
        // A defect of the sink. Stopping keeps the records; going on would lose them.
        Throwable defect = end.exceptionNow();
        log.error("{}: the sink failed on its own", topic, defect);
        String why = topic + ": the sink failed on its own: " + defect;
        yield Optional.of(new Outcome.Broken(why, new IllegalStateException(why, defect)));
      }
      case RUNNING, CANCELLED -> throw new IllegalStateException(topic + ": " + end.state());
    };
  }

  /// When what waits is to be written: at its age or when it is full, and not before a failed write
  /// may be tried again, if ever.
  private Instant due() {
    Instant ripe = isFull() ? Instant.MIN : waiting.since().plus(settings.flushInterval());
    return ripe.isBefore(retryAt) ? retryAt : ripe;
  }

  /// True when no more should be read until something is stored.
  boolean isFull() {
    return waiting.size() >= settings.maxRows() || waiting.bytes() >= settings.maxBytes();
  }

  /// The failure that holds the topic up. While it is tried again there is none: how it ends is
  /// open, and Connect would log the old one at every call.
  Optional<Outcome.Failure> failure() {
    return write == null ? Optional.ofNullable(failure) : Optional.empty();
  }

  /// How long until [#advance] has something to do; empty when only a new record changes that.
  Optional<Duration> untilNext() {
    if (write != null) {
      return Optional.of(WHILE_WRITING);
    }
    if (waiting.isEmpty() || failure instanceof Outcome.Broken) {
      return Optional.empty();
    }
    Duration left = Duration.between(clock.instant(), due());
    return Optional.of(left.compareTo(AT_ONCE) < 0 ? AT_ONCE : left);
  }

  /// Bytes that wait or are being written.
  long bytes() {
    Write current = write;
    return waiting.bytes() + (current == null ? 0 : current.collection().bytes());
  }

  boolean hasProgressed() {
    return partitions.values().stream().anyMatch(UpsertPartition::hasProgressed);
  }

  /// Adds the offsets that may be committed.
  ///
  /// @param positions how far Connect believes to have delivered
  void report(
      Map<TopicPartition, OffsetAndMetadata> positions,
      Map<TopicPartition, OffsetAndMetadata> stored) {
    partitions.forEach(
        (id, partition) ->
            partition.progress(positions.get(id)).ifPresent(offset -> stored.put(id, offset)));
  }
}
