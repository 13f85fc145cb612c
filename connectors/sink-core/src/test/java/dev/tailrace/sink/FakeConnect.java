package dev.tailrace.sink;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tailrace.wire.BatchHeader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;
import org.awaitility.Awaitility;

/// One worker of Connect with one task and a log in memory: delivers, redelivers after a
/// `RetriableException`, commits when asked, and can be crashed at any time.
public final class FakeConnect {
  public static final String TOPIC = "events";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Map<Integer, List<SinkRecord>> log = new HashMap<>();
  private final Map<TopicPartition, Long> committed = new HashMap<>();
  private final Map<String, String> settings = new HashMap<>();
  private final Supplier<SinkTask> tasks;

  /// A worker with the task of sealed batches.
  public FakeConnect(Supplier<RowSink> sinks) {
    this(Tasks.ofBatches(sinks), Map.of());
  }

  private FakeConnect(Supplier<SinkTask> tasks, Map<String, String> more) {
    this.tasks = tasks;
    settings.putAll(more);
    settings.put(ConsumerRule.ISOLATION_LEVEL, ConsumerRule.READ_COMMITTED);
    settings.put(FailureSettings.RETRY_BACKOFF_MS, "20");
    settings.put(FailureSettings.RETRY_BACKOFF_MAX_MS, "200");
  }

  /// A worker with the task of upserts, which writes what is 20 ms old.
  public static FakeConnect ofUpserts(Supplier<UpsertSink> sinks) {
    return new FakeConnect(Tasks.ofUpserts(sinks), Map.of(UpsertSettings.FLUSH_INTERVAL_MS, "20"));
  }

  public FakeConnect with(String key, String value) {
    settings.put(key, value);
    return this;
  }

  /// Appends rows of a batch; offsets have gaps, as transaction markers make them.
  public void append(int partition, String batchId, List<byte[]> values) {
    values.forEach(value -> append(partition, batchId, value));
  }

  /// Appends the newest state of a key, or a tombstone.
  public void upsert(int partition, String key, byte[] value) {
    append(partition, key.getBytes(UTF_8), null, value);
  }

  public void seal(int partition, String batchId) {
    append(partition, batchId, (byte[]) null);
  }

  private void append(int partition, String batchId, byte[] value) {
    append(partition, null, batchId, value);
  }

  private void append(int partition, byte[] key, String batchId, byte[] value) {
    List<SinkRecord> records = log.computeIfAbsent(partition, _ -> new ArrayList<>());
    long offset = records.isEmpty() ? 0 : records.getLast().kafkaOffset() + 1;
    long gap = records.size() % 5 == 4 ? 1 : 0;
    SinkRecord appended =
        new SinkRecord(
            TOPIC,
            partition,
            Schema.OPTIONAL_BYTES_SCHEMA,
            key,
            Schema.OPTIONAL_BYTES_SCHEMA,
            value,
            offset + gap,
            1_700_000_000_000L,
            TimestampType.CREATE_TIME);
    if (batchId != null) {
      appended.headers().addBytes(BatchHeader.NAME, batchId.getBytes(US_ASCII));
    }
    records.add(appended);
  }

  /// Offset after the last record of a partition.
  public long end(int partition) {
    return log.get(partition).getLast().kafkaOffset() + 1;
  }

  public long committed(int partition) {
    return committed.getOrDefault(new TopicPartition(TOPIC, partition), 0L);
  }

  /// As an operator who resets the offsets.
  public void resetOffsets() {
    committed.clear();
  }

  public Run start() {
    return new Run(new FakeContext());
  }

  /// As [#start], on a connector without a dead letter topic.
  public Run startWithoutDeadLetters() {
    FakeContext context = new FakeContext();
    context.withReporter = false;
    return new Run(context);
  }

  /// Runs a task until everything is committed, then stops it.
  public Run runToEnd() {
    Run run = start();
    run.untilAllCommitted();
    run.stop();
    return run;
  }

  /// A task from its start to its stop or crash.
  public final class Run {
    final FakeContext context;
    private final SinkTask task = tasks.get();
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private List<SinkRecord> undelivered = List.of();

    private Run(FakeContext context) {
      this.context = context;
      task.initialize(context);
      task.start(settings);
      for (int partition : log.keySet()) {
        positions.put(new TopicPartition(TOPIC, partition), committed(partition));
      }
      task.open(positions.keySet());
    }

    /// Polls at most so many records of each partition, delivers them, and commits when the task
    /// asked for it.
    public void poll(int most) {
      if (undelivered.isEmpty()) {
        undelivered = next(most);
      }
      try {
        deliver();
      } catch (RetriableException e) {
        // Connect keeps the records and delivers them again.
        context.timeoutMillis = -1;
      }
      if (context.commitRequested) {
        context.commitRequested = false;
        commit();
      }
    }

    /// Delivers what was polled, and throws what the task throws.
    public void deliver() {
      if (undelivered.isEmpty()) {
        undelivered = next(Integer.MAX_VALUE);
      }
      task.put(undelivered);
      undelivered = List.of();
    }

    private List<SinkRecord> next(int most) {
      List<SinkRecord> polled = new ArrayList<>();
      positions.replaceAll(
          (partition, position) -> {
            List<SinkRecord> due =
                context.paused.contains(partition)
                    ? List.of()
                    : log.get(partition.partition()).stream()
                        .filter(candidate -> candidate.kafkaOffset() >= position)
                        .limit(most)
                        .toList();
            polled.addAll(due);
            return due.isEmpty() ? position : due.getLast().kafkaOffset() + 1;
          });
      return polled;
    }

    public void commit() {
      Map<TopicPartition, OffsetAndMetadata> asked = new HashMap<>();
      positions.forEach((partition, offset) -> asked.put(partition, new OffsetAndMetadata(offset)));
      task.preCommit(asked)
          .forEach((partition, offset) -> committed.merge(partition, offset.offset(), Math::max));
    }

    public void untilAllCommitted() {
      Awaitility.await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(2))
          .pollInSameThread()
          .until(
              () -> {
                poll(500);
                return log.keySet().stream().allMatch(p -> committed(p) == end(p));
              });
    }

    /// Values of the records that went to the dead letters.
    public List<byte[]> deadLetters() {
      return context.reported.stream().map(errant -> (byte[]) errant.value()).toList();
    }

    public void stop() {
      commit();
      task.close(positions.keySet());
      task.stop();
    }

    /// Ends the task without committing what it did.
    public void crash() {
      task.stop();
    }
  }
}
