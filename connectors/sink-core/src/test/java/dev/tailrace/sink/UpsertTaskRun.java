package dev.tailrace.sink;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.awaitility.Awaitility;

/// A task of upserts driven by hand, call by call, with a clock that stands still and a sink that
/// answers as the test says.
final class UpsertTaskRun {
  static final TopicPartition HOURS_0 = new TopicPartition("hours", 0);
  static final TopicPartition HOURS_1 = new TopicPartition("hours", 1);
  static final TopicPartition TRENDS_0 = new TopicPartition("trends", 0);

  static final long INTERVAL_MILLIS = 1_000;

  /// The answer of a store that cannot be reached.
  static final Outcome DOWN = new Outcome.Transient("down", new IOException("down"));

  final FakeContext context = new FakeContext();
  final List<Write> writes = new CopyOnWriteArrayList<>();
  Function<Write, Outcome> answer = Write::stored;

  private final UpsertSinkTask task;
  private final Map<String, String> settings = new HashMap<>();
  private final Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
  private final Map<TopicPartition, Long> ends = new HashMap<>();
  private Instant now = Instant.EPOCH;

  /// One call of the sink.
  record Write(String topic, List<String> values) {
    /// The answer of a store that took all.
    Outcome stored() {
      return new Outcome.Written(values.size(), List.of());
    }

    /// As [#stored], once the latch is open or the write is interrupted.
    Outcome storedAfter(CountDownLatch latch) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return stored();
    }
  }

  private final class ScriptedSink implements UpsertSink {
    @Override
    public Outcome upsert(String topic, List<byte[]> values) {
      Write write =
          new Write(topic, values.stream().map(value -> new String(value, UTF_8)).toList());
      Outcome outcome = answer.apply(write);
      writes.add(write);
      return outcome;
    }

    @Override
    public void close() {}
  }

  UpsertTaskRun() {
    this(UpsertSinkTask.Collapse.NEWEST);
  }

  UpsertTaskRun(UpsertSinkTask.Collapse collapse) {
    task = Tasks.ofUpserts(new ScriptedSink(), collapse, this::now);
    settings.put(ConsumerRule.ISOLATION_LEVEL, ConsumerRule.READ_COMMITTED);
    settings.put(UpsertSettings.FLUSH_INTERVAL_MS, Long.toString(INTERVAL_MILLIS));
  }

  UpsertTaskRun with(String key, String value) {
    settings.put(key, value);
    return this;
  }

  UpsertTaskRun start(TopicPartition... partitions) {
    task.initialize(context);
    task.start(settings);
    open(partitions);
    return this;
  }

  void open(TopicPartition... partitions) {
    for (TopicPartition partition : partitions) {
      positions.put(partition, new OffsetAndMetadata(0));
    }
    task.open(List.of(partitions));
  }

  /// As a rebalance does: the offsets one last time, then the end.
  void close(TopicPartition... partitions) {
    task.close(List.of(partitions));
    Set.of(partitions).forEach(positions::remove);
  }

  void stop() {
    task.stop();
  }

  synchronized void pass(Duration time) {
    now = now.plus(time);
  }

  private synchronized Instant now() {
    return now;
  }

  /// The next record of a partition.
  SinkRecord next(TopicPartition partition, String key, String value) {
    long offset = ends.merge(partition, 1L, Long::sum) - 1;
    return at(partition, offset, key, value);
  }

  static SinkRecord at(TopicPartition partition, long offset, String key, String value) {
    return ofAnyType(partition, offset, key, value == null ? null : value.getBytes(UTF_8));
  }

  static SinkRecord ofAnyType(TopicPartition partition, long offset, String key, Object value) {
    return new SinkRecord(
        partition.topic(),
        partition.partition(),
        Schema.OPTIONAL_BYTES_SCHEMA,
        key == null ? null : key.getBytes(UTF_8),
        Schema.OPTIONAL_BYTES_SCHEMA,
        value,
        offset,
        0L,
        TimestampType.CREATE_TIME);
  }

  /// One call of the task, after which Connect takes the records for delivered.
  void put(SinkRecord... records) {
    put(List.of(records));
  }

  void put(Collection<SinkRecord> records) {
    context.timeoutMillis = -1;
    task.put(records);
    for (SinkRecord delivered : records) {
      positions.put(
          new TopicPartition(delivered.topic(), delivered.kafkaPartition()),
          new OffsetAndMetadata(delivered.kafkaOffset() + 1));
    }
  }

  /// What may be committed now, by partition.
  Map<TopicPartition, Long> committable() {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    task.preCommit(Map.copyOf(positions))
        .forEach((partition, offset) -> offsets.put(partition, offset.offset()));
    return offsets;
  }

  /// Calls the task without records, as Connect does while it asked to be called soon.
  void until(BooleanSupplier reached) {
    Awaitility.await()
        .pollInterval(Duration.ofMillis(2))
        .pollInSameThread()
        .until(
            () -> {
              put();
              return reached.getAsBoolean();
            });
  }

  /// Lets what is collected grow old, and waits until so many writes in all have ended.
  void flush(int writesInAll) {
    pass(Duration.ofMillis(INTERVAL_MILLIS));
    until(() -> writes.size() == writesInAll && context.timeoutMillis < 0);
  }

  /// Calls the task until it throws, and returns what.
  RuntimeException failure() {
    List<RuntimeException> thrown = new ArrayList<>();
    Awaitility.await()
        .pollInterval(Duration.ofMillis(2))
        .pollInSameThread()
        .until(
            () -> {
              try {
                put();
              } catch (RuntimeException e) {
                thrown.add(e);
              }
              return !thrown.isEmpty();
            });
    return thrown.getFirst();
  }

  /// As [#failure], when it must be one that Connect passes over.
  RetriableException retriable() {
    return (RetriableException) failure();
  }
}
