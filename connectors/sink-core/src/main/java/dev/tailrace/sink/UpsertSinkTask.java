package dev.tailrace.sink;

import dev.tailrace.delivery.DeliveryStep;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;

/// The Connect task of every sink of upserts: collects the newest record of each key, hands what it
/// collected of a topic to an [UpsertSink], and lets offsets pass only behind what is stored.
///
/// Unlike [BatchSinkTask] it decides by time and size what it writes together. It may, because the
/// store keeps the highest version of a key: a record that is written twice, or beside others than
/// at the first try, changes nothing.
///
/// [#put] never waits for the store. It takes what it is given, takes in what was written, begins
/// the writes that are due, and tells Connect how they fare: pause what is full, a
/// `RetriableException` while the store fails for a time, a `ConnectException` when somebody must
/// act. [#preCommit] only reports; it flushes nothing. Called by one thread, as Connect does.
public abstract class UpsertSinkTask extends SinkTask {
  private final InstantSource clock;
  private final Map<String, UpsertLane> lanes = new HashMap<>();

  /// Outlives the lanes: Connect keeps its pause of a partition that is assigned anew.
  private final Set<String> pausedTopics = new HashSet<>();

  private final EndingThreads ending = new EndingThreads();
  private UpsertSettings settings;
  private UpsertSink sink;
  private ConnectOutcomes outcomes;
  private SinkMetrics metrics;
  private Runnable endBacklog = () -> {};

  /// What waits in the lanes, for whoever looks from another thread.
  private volatile long waitingBytes;

  protected UpsertSinkTask() {
    this(InstantSource.system());
  }

  protected UpsertSinkTask(InstantSource clock) {
    this.clock = clock;
  }

  /// Makes the sink from the connector's properties. Must not need the store to be reachable.
  protected abstract UpsertSink connect(Map<String, String> properties);

  /// What is kept of the records that wait together.
  protected enum Collapse {
    /// Of each record key the one with the highest offset. For topics on which a key's versions
    /// rise.
    NEWEST,
    /// Every record.
    NONE
  }

  /// What is kept of the records that wait together; the newest of each key unless the store needs
  /// more.
  protected Collapse collapse() {
    return Collapse.NEWEST;
  }

  @Override
  public final void start(Map<String, String> properties) {
    ConsumerRule.problem(properties)
        .ifPresent(
            problem -> {
              throw new ConnectException(problem);
            });
    settings = UpsertSettings.of(properties);
    outcomes = new ConnectOutcomes(Optional.ofNullable(context.errantRecordReporter()));
    sink = connect(properties);
    metrics = SinkMetrics.of(properties);
    endBacklog = metrics.backlog(() -> waitingBytes);
  }

  @Override
  public final void open(Collection<TopicPartition> partitions) {
    for (TopicPartition partition : partitions) {
      lanes.computeIfAbsent(partition.topic(), this::newLane).open(partition);
      DeliveryStep.UPSERTS_ASSIGNED.reached(partition.topic());
    }
  }

  private UpsertLane newLane(String topic) {
    RejectionBudget budget = new RejectionBudget(settings.failures().rejectedInARow());
    UpsertDelivery delivery = new UpsertDelivery(topic, sink, outcomes, budget, metrics);
    return new UpsertLane(topic, delivery, settings, collapse(), metrics, clock);
  }

  @Override
  public final void put(Collection<SinkRecord> records) {
    for (SinkRecord next : records) {
      lanes.get(next.topic()).collect(next);
    }
    lanes.values().forEach(UpsertLane::advance);
    waitingBytes = lanes.values().stream().mapToLong(UpsertLane::bytes).sum();
    if (lanes.values().stream().anyMatch(UpsertLane::hasProgressed)) {
      context.requestCommit();
    }
    lanes.values().stream()
        .flatMap(lane -> lane.untilNext().stream())
        .min(Duration::compareTo)
        .ifPresent(wait -> context.timeout(wait.toMillis()));
    raiseFailures();
    // Only now: while put fails, Connect itself holds all partitions.
    lanes.forEach(this::pauseOrResume);
  }

  private void raiseFailures() {
    List<Outcome.Failure> failing =
        lanes.values().stream().flatMap(lane -> lane.failure().stream()).toList();
    Stream<Outcome.Failure> broken =
        failing.stream().filter(failure -> failure instanceof Outcome.Broken);
    Stream.concat(broken, failing.stream())
        .findFirst()
        .ifPresent(
            worst -> {
              throw outcomes.exception(worst);
            });
  }

  private void pauseOrResume(String topic, UpsertLane lane) {
    if (lane.isFull()) {
      context.pause(lane.partitions());
      pausedTopics.add(topic);
    } else if (pausedTopics.remove(topic)) {
      context.resume(lane.partitions());
    }
  }

  /// The offset behind what is stored of each partition; nothing for a partition where nothing was
  /// stored since it was assigned.
  @Override
  public final Map<TopicPartition, OffsetAndMetadata> preCommit(
      Map<TopicPartition, OffsetAndMetadata> positions) {
    Map<TopicPartition, OffsetAndMetadata> stored = new HashMap<>();
    lanes.values().forEach(lane -> lane.report(positions, stored));
    stored.keySet().forEach(at -> DeliveryStep.UPSERTS_ACKNOWLEDGED.reached(at.topic()));
    return stored;
  }

  @Override
  public final void close(Collection<TopicPartition> partitions) {
    for (TopicPartition partition : partitions) {
      UpsertLane lane = lanes.get(partition.topic());
      if (lane != null) {
        lane.close(partition).ifPresent(ending::add);
        lanes.computeIfPresent(
            partition.topic(), (_, left) -> left.partitions().length == 0 ? null : left);
      }
    }
  }

  @Override
  public final void stop() {
    List<TopicPartition> all = new ArrayList<>();
    lanes.values().forEach(lane -> all.addAll(List.of(lane.partitions())));
    close(all);
    endBacklog.run();
    if (sink != null) {
      ending.await(settings.failures().stopLimit());
      sink.close();
    }
  }
}
