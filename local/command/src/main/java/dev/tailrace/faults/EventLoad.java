package dev.tailrace.faults;

import dev.tailrace.produce.PublishTarget;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// Publishes raw tail events at a steady rate until it is closed, through outages of the broker
/// too. What it published is what lies on the raw topic: a record that was never acknowledged need
/// not be there, but none is ever given up silently.
///
/// Thread-safe.
final class EventLoad implements AutoCloseable {
  /// Longer than any outage that faults bring about.
  private static final Duration GIVES_UP_AFTER = Duration.ofMinutes(15);

  /// A broker that is stopped and not dead answers nothing: another try follows.
  private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(10);

  private static final Duration CLOSES_WITHIN = Duration.ofMinutes(2);

  /// After an outage the load goes on at its rate; what it missed is not made up for.
  private static final long MOST_BEHIND_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Producer<byte[], byte[]> producer;
  private final LoadEvents events;
  private final InstantSource clock;
  private final long intervalNanos;
  private final Thread thread;
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong published = new AtomicLong();
  private final AtomicReference<Instant> newest = new AtomicReference<>(Instant.EPOCH);
  private final AtomicReference<String> failure = new AtomicReference<>();
  private volatile boolean paused;
  private volatile boolean closing;

  private EventLoad(
      Producer<byte[], byte[]> producer,
      LoadEvents events,
      int eventsPerSecond,
      InstantSource clock) {
    if (eventsPerSecond < 1) {
      throw new IllegalArgumentException(
          "a load of " + eventsPerSecond + " events per second; it must be at least 1");
    }
    this.producer = producer;
    this.events = events;
    this.clock = clock;
    this.intervalNanos = TimeUnit.SECONDS.toNanos(1) / eventsPerSecond;
    this.thread = Thread.ofPlatform().daemon().name("event-load").unstarted(this::run);
  }

  /// Starts to publish to the raw topic. The broker need not be up.
  ///
  /// @param seed the same seed gives the same contents apart from times
  static EventLoad start(String bootstrapServers, long seed, int eventsPerSecond) {
    var producer =
        new KafkaProducer<>(
            properties(bootstrapServers), new ByteArraySerializer(), new ByteArraySerializer());
    return start(producer, seed, eventsPerSecond, InstantSource.system());
  }

  static EventLoad start(
      Producer<byte[], byte[]> producer, long seed, int eventsPerSecond, InstantSource clock) {
    var load = new EventLoad(producer, new LoadEvents(seed), eventsPerSecond, clock);
    load.thread.start();
    return load;
  }

  /// How many records were acknowledged by the broker.
  long published() {
    return published.get();
  }

  /// How many records were sent and are not acknowledged yet. While paused it falls to 0.
  long underWay() {
    return sent.get() - published.get();
  }

  /// The latest time that an acknowledged event bears; the epoch before the first.
  Instant newest() {
    return newest.get();
  }

  /// What ended the load, if anything did: a record was given up.
  Optional<String> failure() {
    return Optional.ofNullable(failure.get());
  }

  /// Sends no more until [#resume], but for one record that may be on its way. Returns at once.
  void pause() {
    paused = true;
  }

  void resume() {
    paused = false;
    LockSupport.unpark(thread);
  }

  private void run() {
    long next = System.nanoTime();
    while (!closing && failure.get() == null) {
      long wait = next - System.nanoTime();
      if (paused) {
        LockSupport.park(this);
        next = System.nanoTime();
      } else if (wait > 0) {
        LockSupport.parkNanos(this, wait);
      } else {
        next = Math.max(next, System.nanoTime() - MOST_BEHIND_NANOS) + intervalNanos;
        send(events.next(clock.instant()));
      }
    }
  }

  private void send(LoadRecord record) {
    try {
      sent.incrementAndGet();
      var _ =
          producer.send(
              new ProducerRecord<>(PublishTarget.RAW_TOPIC, record.key(), record.value()),
              (_, e) -> acknowledged(record.time(), e));
    } catch (KafkaException | IllegalStateException e) {
      fail(e);
    }
  }

  private void acknowledged(Instant time, Exception e) {
    if (e == null) {
      published.incrementAndGet();
      newest.accumulateAndGet(time, (one, other) -> one.isAfter(other) ? one : other);
    } else {
      fail(e);
    }
  }

  private void fail(Exception e) {
    failure.compareAndSet(
        null,
        "the load gave up a record after %,d acknowledged ones: %s".formatted(published.get(), e));
  }

  private static Map<String, Object> properties(String bootstrapServers) {
    return Map.ofEntries(
        Map.entry(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
        Map.entry(ProducerConfig.CLIENT_ID_CONFIG, "event-load"),
        Map.entry(ProducerConfig.ACKS_CONFIG, "all"),
        Map.entry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true),
        Map.entry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) GIVES_UP_AFTER.toMillis()),
        Map.entry(ProducerConfig.MAX_BLOCK_MS_CONFIG, GIVES_UP_AFTER.toMillis()),
        Map.entry(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) ANSWERS_WITHIN.toMillis()),
        Map.entry(ProducerConfig.LINGER_MS_CONFIG, 5),
        Map.entry(ProducerConfig.BATCH_SIZE_CONFIG, 256 * 1024),
        Map.entry(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4"),
        // As a tail does: one busy script must not make one busy partition.
        Map.entry(ProducerConfig.PARTITIONER_IGNORE_KEYS_CONFIG, true));
  }

  /// Sends what is under way, and waits two minutes for it at most.
  @Override
  public void close() {
    closing = true;
    LockSupport.unpark(thread);
    long end = System.nanoTime() + CLOSES_WITHIN.toNanos();
    try {
      var _ = thread.join(CLOSES_WITHIN);
      producer.close(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
    } catch (InterruptedException e) {
      producer.close(Duration.ZERO);
      Thread.currentThread().interrupt();
    }
  }
}
