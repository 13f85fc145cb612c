package dev.tailrace.bench;

import dev.tailrace.stack.RecordedEvents;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// Publishes recorded events at a steady rate, and remembers when each was given to the producer.
/// A rate that the machine does not bear shows as events that are late, not as fewer of them. Then,
/// on request, publishes some at once.
///
/// Thread-safe.
final class SteadyLoad implements AutoCloseable {
  private static final int TICKS_PER_SECOND = 200;

  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final long[] firstOffsets;
  private final RecordedEvents events;
  private final int eventsPerSecond;
  private final long total;
  private final List<AtomicLongArray> sentNanos = new ArrayList<>();
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private final SplittableRandom random;
  private final Thread thread;

  /// Starts at once.
  ///
  /// @param firstOffsets of its records, by partition of the topic; nobody else publishes there
  /// @param total how many events are published at that rate
  /// @param atOnce at most so many are published at once
  SteadyLoad(
      String bootstrapServers,
      String topic,
      long[] firstOffsets,
      RecordedEvents events,
      int eventsPerSecond,
      long total,
      long atOnce) {
    this.topic = topic;
    this.firstOffsets = firstOffsets.clone();
    this.events = events;
    this.eventsPerSecond = eventsPerSecond;
    this.total = total;
    for (int i = 0; i < BenchKafka.PARTITIONS; i++) {
      sentNanos.add(new AtomicLongArray(Math.toIntExact(total + atOnce)));
    }
    this.random = new SplittableRandom(eventsPerSecond);
    this.producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.LINGER_MS_CONFIG,
                5,
                ProducerConfig.BATCH_SIZE_CONFIG,
                256 * 1024,
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                "lz4"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    this.thread = Thread.ofPlatform().daemon().name("steady-load").start(this::run);
  }

  private void run() {
    long begin = System.nanoTime();
    long sent = 0;
    while (sent < total && failure.get() == null) {
      long due = Math.min(total, due(System.nanoTime() - begin));
      for (; sent < due; sent++) {
        sendNext();
      }
      LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1) / TICKS_PER_SECOND);
    }
    producer.flush();
  }

  private long due(long elapsedNanos) {
    return (long) (elapsedNanos / (double) TimeUnit.SECONDS.toNanos(1) * eventsPerSecond);
  }

  /// Publishes some events at once and returns when all are acknowledged. Only after the others.
  ///
  /// @throws IllegalStateException when one was given up
  void burst(long count) {
    join();
    for (long i = 0; i < count; i++) {
      sendNext();
    }
    producer.flush();
    var _ = acknowledged();
  }

  private void sendNext() {
    byte[] event = events.next(InstantSource.system().millis(), random);
    long now = System.nanoTime();
    var _ = producer.send(new ProducerRecord<>(topic, event), (where, e) -> done(where, now, e));
  }

  private void done(RecordMetadata where, long nanos, Exception e) {
    if (e != null) {
      failure.compareAndSet(null, e);
      return;
    }
    sentNanos.get(where.partition()).set(index(where.partition(), where.offset()), nanos);
    acknowledged.incrementAndGet();
  }

  /// When the record at this place was given to the producer, by [System#nanoTime]; 0 while it is
  /// not acknowledged.
  long sentNanos(int partition, long offset) {
    return sentNanos.get(partition).get(index(partition, offset));
  }

  private int index(int partition, long offset) {
    return Math.toIntExact(offset - firstOffsets[partition]);
  }

  /// How many records were acknowledged.
  ///
  /// @throws IllegalStateException when one was given up
  long acknowledged() {
    Exception e = failure.get();
    if (e != null) {
      throw new IllegalStateException("the load failed: " + e.getMessage(), e);
    }
    return acknowledged.get();
  }

  private void join() {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    join();
    producer.close();
  }
}
