package dev.tailrace.sink.r2;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.awaitility.Awaitility;

/// Runs one task over logs as Connect does: reads from where it stands, goes back where the task
/// says, commits what the task allows. The offsets are those of a consumer group and may be shared
/// by several runs, one after the other.
final class TaskRun implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(15);

  private final Map<TopicPartition, TopicLog> logs = new HashMap<>();
  private final Map<TopicPartition, Long> positions = new HashMap<>();
  private final Map<TopicPartition, Long> committed;
  private final AtomicReference<Instant> now;
  private final R2SinkTask task;
  private final Context context = new Context();
  private int most = 500;
  private boolean resets;

  /// @param committed offsets of the consumer group
  /// @param now what the task's clock shows
  TaskRun(
      Map<String, String> properties,
      Map<TopicPartition, Long> committed,
      AtomicReference<Instant> now,
      TopicLog... assigned) {
    this.committed = committed;
    this.now = now;
    this.task = new R2SinkTask(now::get);
    task.initialize(context);
    task.start(properties);
    for (TopicLog log : assigned) {
      logs.put(log.partition(), log);
      positions.put(log.partition(), committed.getOrDefault(log.partition(), 0L));
    }
    task.open(logs.keySet());
  }

  /// From now on a round reads at most so many records of each partition.
  TaskRun polling(int records) {
    most = records;
    return this;
  }

  /// From now on a place beyond the end of the log means its beginning, as with Connect's default
  /// of `auto.offset.reset`.
  void resetBeyondTheEnd() {
    resets = true;
  }

  /// One round of Connect's loop.
  void round() {
    context.targets.forEach(
        (partition, target) ->
            positions.put(
                partition, resets && target >= logs.get(partition).endOffset() ? 0L : target));
    context.targets.clear();
    List<SinkRecord> polled = new ArrayList<>();
    if (!context.paused) {
      logs.forEach(
          (partition, log) -> {
            List<SinkRecord> next = log.from(positions.get(partition), most);
            if (!next.isEmpty()) {
              polled.addAll(next);
              positions.put(partition, next.getLast().kafkaOffset() + 1);
            }
          });
    }
    task.put(polled);
  }

  /// Where reading of a log stands.
  long position(TopicLog log) {
    return positions.get(log.partition());
  }

  /// So many rounds, with some time between them.
  void rounds(int count) {
    AtomicInteger left = new AtomicInteger(count);
    until(() -> left.getAndDecrement() <= 0);
  }

  /// Commits what the task allows.
  void commit() {
    Map<TopicPartition, OffsetAndMetadata> at = new HashMap<>();
    positions.forEach((partition, next) -> at.put(partition, new OffsetAndMetadata(next)));
    task.preCommit(at).forEach((partition, stored) -> committed.put(partition, stored.offset()));
  }

  /// Goes on until a state is reached.
  void until(BooleanSupplier reached) {
    Awaitility.await()
        .atMost(LIMIT)
        .pollInSameThread()
        .pollInterval(Duration.ofMillis(10))
        .until(
            () -> {
              round();
              commit();
              return reached.getAsBoolean();
            });
  }

  /// Goes on until everything on a log is stored.
  void untilStored() {
    until(
        () ->
            logs.values().stream()
                .allMatch(log -> committed.getOrDefault(log.partition(), 0L) >= log.endOffset()));
  }

  /// Lets time pass until the open slots are long over.
  void passSlot() {
    now.updateAndGet(instant -> instant.plus(Duration.ofMinutes(10)));
  }

  /// Lets time pass until then.
  void passTo(Instant then) {
    now.set(then);
  }

  List<SinkRecord> reported() {
    return context.reported;
  }

  /// Takes the partitions away, as a rebalance does; the task itself goes on.
  void revoke() {
    task.close(List.copyOf(logs.keySet()));
    logs.clear();
  }

  @Override
  public void close() {
    task.stop();
  }

  private static final class Context implements SinkTaskContext {
    final List<SinkRecord> reported = new CopyOnWriteArrayList<>();
    final Map<TopicPartition, Long> targets = new HashMap<>();
    boolean paused;

    @Override
    public ErrantRecordReporter errantRecordReporter() {
      return this::report;
    }

    private Future<Void> report(SinkRecord errant, Throwable why) {
      reported.add(errant);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void requestCommit() {
      // Every round commits.
    }

    @Override
    public void pause(TopicPartition... partitions) {
      paused = true;
    }

    @Override
    public void resume(TopicPartition... partitions) {
      paused = false;
    }

    @Override
    public void timeout(long millis) {
      // Rounds follow at once.
    }

    @Override
    public Map<String, String> configs() {
      return Map.of();
    }

    @Override
    public void offset(Map<TopicPartition, Long> offsets) {
      targets.putAll(offsets);
    }

    @Override
    public void offset(TopicPartition partition, long offset) {
      targets.put(partition, offset);
    }

    @Override
    public Set<TopicPartition> assignment() {
      return Set.of();
    }

    @Override
    public PluginMetrics pluginMetrics() {
      throw new UnsupportedOperationException();
    }
  }
}
