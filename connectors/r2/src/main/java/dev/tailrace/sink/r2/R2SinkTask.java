package dev.tailrace.sink.r2;

import dev.tailrace.delivery.DeliveryStep;
import dev.tailrace.sink.ConsumerRule;
import dev.tailrace.sink.EndingThreads;
import dev.tailrace.sink.Intake;
import dev.tailrace.sink.Outcome;
import dev.tailrace.sink.SinkMetrics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The task of [R2SinkConnector].
///
/// [#put] never waits for the bucket: it hands records to the lanes and tells Connect when to come
/// again, where to read from, and to pause when too much waits. A bucket or catalog that is away is
/// waited for; what somebody must mend stops the task with the remedy. Called by one thread, as
/// Connect does.
public final class R2SinkTask extends SinkTask {
  private static final Logger log = LoggerFactory.getLogger(R2SinkTask.class);
  private static final Duration WHILE_BUSY = Duration.ofMillis(200);

  private final InstantSource clock;
  private final Map<TopicPartition, PartitionLane> lanes = new HashMap<>();
  private final EndingThreads ending = new EndingThreads();
  private final AtomicLong backlogBytes = new AtomicLong();

  private R2SinkConfig config;
  private R2Parts parts;
  private SinkMetrics metrics;
  private Runnable endBacklog = () -> {};
  private boolean paused;

  /// Made by Connect.
  public R2SinkTask() {
    this(InstantSource.system());
  }

  R2SinkTask(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public String version() {
    return Version.current();
  }

  @Override
  public void start(Map<String, String> properties) {
    ConsumerRule.problem(properties)
        .ifPresent(
            problem -> {
              throw new ConnectException(problem);
            });
    config = new R2SinkConfig(properties);
    metrics = SinkMetrics.of(properties);
    parts =
        new R2Parts(config, Optional.ofNullable(context.errantRecordReporter()), clock, metrics);
    endBacklog = metrics.backlog(backlogBytes::get);
    log.info("R2 sink: {}", parts);
  }

  @Override
  public void open(Collection<TopicPartition> partitions) {
    for (TopicPartition partition : partitions) {
      lanes.put(
          partition,
          new PartitionLane(
              partition.toString(),
              partition.partition(),
              parts.ledger(partition.topic()),
              () -> parts.files(partition),
              backlogBytes,
              new Intake(metrics.open(partition, clock)),
              metrics,
              clock,
              config.idleGrace()));
    }
    wake();
  }

  @Override
  public void put(Collection<SinkRecord> records) {
    Map<TopicPartition, List<SinkRecord>> byPartition = new HashMap<>();
    for (SinkRecord next : records) {
      byPartition
          .computeIfAbsent(
              new TopicPartition(next.topic(), next.kafkaPartition()), _ -> new ArrayList<>())
          .add(next);
    }
    lanes.forEach(
        (partition, lane) -> {
          Optional<OptionalLong> found = lane.found();
          List<SinkRecord> delivered = byPartition.getOrDefault(partition, List.of());
          if (found.isPresent() && found.get().isPresent()) {
            // What was delivered now was read from the old place: Connect goes to the new one
            // before it reads again.
            context.offset(partition, found.get().getAsLong());
          } else if (!delivered.isEmpty()) {
            lane.add(delivered);
          }
        });
    wake();
    if (lanes.values().stream().anyMatch(PartitionLane::hasProgressed)) {
      context.requestCommit();
    }
    boundBacklog();
    raiseFailures();
    if (lanes.values().stream().anyMatch(PartitionLane::isBusy)) {
      context.timeout(WHILE_BUSY.toMillis());
    }
  }

  private void wake() {
    Instant now = clock.instant();
    lanes.values().forEach(lane -> lane.wake(now));
  }

  /// The offset behind the last stored row of each partition; nothing for a partition of which
  /// nothing was stored since it was assigned. Flushes nothing.
  @Override
  public Map<TopicPartition, OffsetAndMetadata> preCommit(
      Map<TopicPartition, OffsetAndMetadata> positions) {
    Map<TopicPartition, OffsetAndMetadata> stored = new HashMap<>();
    lanes.forEach(
        (partition, lane) ->
            lane.progress()
                .ifPresent(offset -> stored.put(partition, new OffsetAndMetadata(offset))));
    stored.keySet().forEach(at -> DeliveryStep.FILES_ACKNOWLEDGED.reached(at.topic()));
    return stored;
  }

  @Override
  public void close(Collection<TopicPartition> partitions) {
    for (TopicPartition partition : partitions) {
      PartitionLane closed = lanes.remove(partition);
      if (closed != null) {
        metrics.close(partition, closed.intake().progress());
        closed.close().ifPresent(ending::add);
      }
    }
  }

  @Override
  public void stop() {
    close(List.copyOf(lanes.keySet()));
    endBacklog.run();
    if (parts != null) {
      parts.stop().forEach(ending::add);
      ending.await(config.failures().stopLimit());
      parts.close();
    }
  }

  private void boundBacklog() {
    TopicPartition[] all = lanes.keySet().toArray(TopicPartition[]::new);
    if (backlogBytes.get() > config.backlogBytes()) {
      context.pause(all);
      paused = true;
    } else if (paused && backlogBytes.get() <= config.backlogBytes() / 2) {
      context.resume(all);
      paused = false;
    }
  }

  private void raiseFailures() {
    for (PartitionLane lane : lanes.values()) {
      lane.failure().ifPresent(R2SinkTask::raise);
    }
    parts.failure().ifPresent(R2SinkTask::raise);
  }

  private static void raise(Outcome.Failure failure) {
    throw new ConnectException(failure.why(), failure.cause());
  }
}
