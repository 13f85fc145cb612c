package dev.tailrace.sink;

import dev.tailrace.delivery.DeliveryStep;
import dev.tailrace.wire.BatchHeader;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;

/// The Connect task of every sink of sealed batches: cuts them, hands them to a [RowSink], and lets
/// offsets pass only behind what is stored.
///
/// [#put] never waits for the store. It cuts what it is given, wakes the lanes, and tells Connect
/// how they fare: pause when too much waits, a `RetriableException` while the store fails for a
/// time, a `ConnectException` when somebody must act. [#preCommit] only reports; it flushes
/// nothing, so it is right also after a failure. Called by one thread, as Connect does.
public abstract class BatchSinkTask extends SinkTask {
  /// While batches are under way Connect should call again soon, to commit them and to go on.
  private static final Duration WHILE_BUSY = Duration.ofMillis(50);

  private final InstantSource clock;
  private final Map<TopicPartition, AssignedPartition> assigned = new HashMap<>();
  private final EndingThreads ending = new EndingThreads();
  private final Backlog backlog = new Backlog();

  private SinkSettings settings;
  private RowSink sink;
  private ConnectOutcomes outcomes;
  private Semaphore inFlight;
  private SinkMetrics metrics;
  private Runnable endBacklog = () -> {};
  private boolean paused;

  protected BatchSinkTask() {
    this(InstantSource.system());
  }

  protected BatchSinkTask(InstantSource clock) {
    this.clock = clock;
  }

  /// Makes the sink from the connector's properties. Must not need the store to be reachable.
  protected abstract RowSink connect(Map<String, String> properties);

  @Override
  public final void start(Map<String, String> properties) {
    ConsumerRule.problem(properties)
        .ifPresent(
            problem -> {
              throw new ConnectException(problem);
            });
    settings = SinkSettings.of(properties);
    inFlight = new Semaphore(settings.batchesInFlight(), true);
    outcomes = new ConnectOutcomes(Optional.ofNullable(context.errantRecordReporter()));
    sink = connect(properties);
    metrics = SinkMetrics.of(properties);
    endBacklog = metrics.backlog(backlog::bytes);
  }

  @Override
  public final void open(Collection<TopicPartition> partitions) {
    for (TopicPartition partition : partitions) {
      ReplayCheck replay =
          new ReplayCheck(
              sink.stored(), partition.topic(), partition.partition(), ReplayCheck.PAGE_SIZE);
      RejectionBudget budget = new RejectionBudget(settings.failures().rejectedInARow());
      Delivery delivery =
          new Delivery(sink, outcomes, inFlight, replay, budget, metrics, partition.toString());
      Intake intake = new Intake(metrics.open(partition, clock));
      PartitionLane lane =
          new PartitionLane(
              partition.toString(),
              delivery,
              backlog,
              intake.progress(),
              metrics,
              settings.failures().backoff(),
              clock);
      BatchCutter cutter =
          new BatchCutter(partition.topic(), partition.partition(), settings.limits(), lane::add);
      assigned.put(partition, new AssignedPartition(cutter, lane, intake));
      DeliveryStep.BATCHES_ASSIGNED.reached(partition.topic());
    }
  }

  @Override
  public final void put(Collection<SinkRecord> records) {
    take(records);
    assigned.values().forEach(partition -> partition.intake().end());
    assigned.values().forEach(partition -> partition.lane().wake());
    if (assigned.values().stream().anyMatch(AssignedPartition::hasProgressed)) {
      context.requestCommit();
    }
    boundBacklog();
    raiseFailures();
    if (assigned.values().stream().anyMatch(partition -> partition.lane().isBusy())) {
      context.timeout(WHILE_BUSY.toMillis());
    }
  }

  private void take(Collection<SinkRecord> records) {
    TopicPartition at = null;
    AssignedPartition partition = null;
    for (SinkRecord next : records) {
      // Connect delivers partition by partition.
      if (at == null
          || at.partition() != next.kafkaPartition()
          || !at.topic().equals(next.topic())) {
        at = new TopicPartition(next.topic(), next.kafkaPartition());
        partition = assigned.get(at);
      }
      partition.intake().take(next);
      partition
          .cutter()
          .take(next.kafkaOffset(), timestamp(next), header(next), RecordBytes.value(next));
    }
  }

  /// The offset after the last stored batch of each partition; nothing for a partition where
  /// nothing was stored since it was assigned.
  @Override
  public final Map<TopicPartition, OffsetAndMetadata> preCommit(
      Map<TopicPartition, OffsetAndMetadata> positions) {
    Map<TopicPartition, OffsetAndMetadata> stored = new HashMap<>();
    assigned.forEach(
        (partition, state) ->
            state
                .progress()
                .ifPresent(offset -> stored.put(partition, new OffsetAndMetadata(offset))));
    stored.keySet().forEach(at -> DeliveryStep.BATCH_ACKNOWLEDGED.reached(at.topic()));
    return stored;
  }

  @Override
  public final void close(Collection<TopicPartition> partitions) {
    for (TopicPartition partition : partitions) {
      AssignedPartition closed = assigned.remove(partition);
      if (closed != null) {
        metrics.close(partition, closed.intake().progress());
        closed.lane().close().ifPresent(ending::add);
      }
    }
  }

  @Override
  public final void stop() {
    close(List.copyOf(assigned.keySet()));
    endBacklog.run();
    ending.await(settings.failures().stopLimit());
    if (sink != null) {
      sink.close();
    }
  }

  private void boundBacklog() {
    TopicPartition[] all = assigned.keySet().toArray(TopicPartition[]::new);
    if (backlog.bytes() > settings.backlogBytes()) {
      context.pause(all);
      paused = true;
    } else if (paused && backlog.bytes() <= settings.backlogBytes() / 2) {
      context.resume(all);
      paused = false;
    }
  }

  private void raiseFailures() {
    Optional<Outcome.Failure> worst = Optional.empty();
    Duration untilRetry = Duration.ofDays(1);
    for (AssignedPartition partition : assigned.values()) {
      Optional<Outcome.Failure> failure = partition.lane().failure();
      if (failure.isPresent()) {
        worst = worst.filter(known -> known instanceof Outcome.Broken).or(() -> failure);
        Duration wait = partition.lane().untilRetry();
        untilRetry = wait.compareTo(untilRetry) < 0 ? wait : untilRetry;
      }
    }
    if (worst.isPresent()) {
      context.timeout(Math.max(WHILE_BUSY.toMillis(), untilRetry.toMillis()));
      throw outcomes.exception(worst.get());
    }
  }

  private static long timestamp(SinkRecord from) {
    return from.timestamp() == null ? -1 : from.timestamp();
  }

  private static byte[] header(SinkRecord from) {
    Header header = from.headers().lastWithName(BatchHeader.NAME);
    return header == null ? null : RecordBytes.of(header.value(), "header.converter", from);
  }
}
