package dev.tailrace.app;

import dev.tailrace.metrics.PartitionProgress;
import java.time.InstantSource;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/// How far behind the raw topic this process is, and when its stream threads last asked for
/// records. Consumers and producers tell it, once for each poll and each transaction. Thread-safe.
final class RawProgress {
  private static final double NANOS = 1e9;

  private final String topic;
  private final InstantSource clock;
  private final Map<TopicPartition, PartitionProgress> partitions = new ConcurrentHashMap<>();
  private final Set<Reader> readers = ConcurrentHashMap.newKeySet();

  RawProgress(String topic, InstantSource clock) {
    this.topic = topic;
    this.clock = clock;
  }

  /// For a consumer that begins to read.
  Reader newReader() {
    Reader reader = new Reader();
    readers.add(reader);
    return reader;
  }

  /// A transaction that holds these offsets was committed.
  void committed(Map<TopicPartition, OffsetAndMetadata> offsets) {
    long now = clock.millis();
    offsets.forEach(
        (partition, offset) -> {
          PartitionProgress progress = partitions.get(partition);
          if (progress != null) {
            progress.done(offset.offset(), now);
          }
        });
  }

  /// Gives the number and the progress of every partition that this process has.
  void forEach(BiConsumer<Integer, PartitionProgress> each) {
    partitions.forEach((partition, progress) -> each.accept(partition.partition(), progress));
  }

  /// How long ago the thread that is furthest behind asked for records; empty while there is none.
  OptionalDouble pollAgeSeconds() {
    long now = System.nanoTime();
    return readers.stream().mapToDouble(reader -> (now - reader.polledNanos) / NANOS).max();
  }

  /// What one consumer tells, from the thread that uses it.
  final class Reader {
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Map<TopicPartition, PartitionProgress> own = new ConcurrentHashMap<>();
    private volatile long polledNanos = System.nanoTime();
    private long lookedNanos = polledNanos - LOOK_NANOS;

    private Reader() {}

    void polls() {
      polledNanos = System.nanoTime();
    }

    void delivered(ConsumerRecords<byte[], byte[]> records) {
      polls();
      for (TopicPartition partition : records.partitions()) {
        if (partition.topic().equals(topic)) {
          var delivered = records.records(partition);
          ConsumerRecord<byte[], byte[]> first = delivered.getFirst();
          ConsumerRecord<byte[], byte[]> last = delivered.getLast();
          progress(partition)
              .delivered(first.timestamp(), last.timestamp(), first.offset(), last.offset() + 1);
        }
      }
    }

    /// Whether it is time to [#look] again: often enough for people, too seldom to cost.
    boolean isDue() {
      return polledNanos - lookedNanos >= LOOK_NANOS;
    }

    /// What is assigned, and how much of it follows what was read.
    void look(Set<TopicPartition> assigned, Function<TopicPartition, OptionalLong> following) {
      lookedNanos = polledNanos;
      long now = clock.millis();
      own.keySet().stream().filter(known -> !assigned.contains(known)).forEach(this::forget);
      for (TopicPartition partition : assigned) {
        if (partition.topic().equals(topic)) {
          PartitionProgress progress = progress(partition);
          following.apply(partition).ifPresent(offsets -> progress.following(offsets, now));
        }
      }
    }

    void close() {
      readers.remove(this);
      own.keySet().forEach(this::forget);
    }

    private PartitionProgress progress(TopicPartition partition) {
      return own.computeIfAbsent(
          partition,
          _ -> {
            PartitionProgress fresh = new PartitionProgress(clock.millis());
            partitions.put(partition, fresh);
            return fresh;
          });
    }

    /// Another consumer of this process may have the partition already.
    private void forget(TopicPartition partition) {
      partitions.remove(partition, own.remove(partition));
    }
  }
}
