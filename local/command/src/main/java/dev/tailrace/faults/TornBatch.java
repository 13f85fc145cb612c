package dev.tailrace.faults;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.tailrace.delivery.DeliveryStep;
import dev.tailrace.stack.StackTopics;
import dev.tailrace.wire.BatchHeader;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// ClickHouse loses half of the rows of a batch that it had, and its sink ends before the batch's
/// offset is committed: what a crash of a MergeTree can leave of the newest parts.
final class TornBatch {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration LOOK = Duration.ofMillis(10);
  private static final String GROUP = "connect-" + StackTopics.CLICKHOUSE_CONNECTOR;

  private final World world;

  TornBatch(World world) {
    this.world = world;
  }

  /// Tears the first batch behind the committed offset of each partition, as far as it is stored.
  /// What was armed before meets the workers when they come back.
  void tear() throws InterruptedException {
    StepPlace written = new StepPlace(DeliveryStep.BATCH_WRITTEN, StackTopics.EVENTS);
    world.sinks().forEach(part -> part.arm(written, Blow.DIES));
    long until = System.nanoTime() + PATIENCE.toNanos();
    // One of the two comes to it, and its offset will not be committed.
    while (world.sinks().stream().allMatch(part -> part.awaits(written))
        && System.nanoTime() < until) {
      LockSupport.parkNanos(LOOK.toNanos());
    }
    world.sinks().forEach(Part::killAndHold);
    world.sinks().forEach(part -> part.disarm(written));
    try {
      committed().forEach(this::tear);
    } finally {
      world.sinks().forEach(Part::release);
    }
  }

  private Map<TopicPartition, OffsetAndMetadata> committed() throws InterruptedException {
    Properties settings = new Properties();
    settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, world.bootstrapServers());
    try (Admin admin = Admin.create(settings)) {
      return admin.listConsumerGroupOffsets(GROUP).partitionsToOffsetAndMetadata().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("cannot read the offsets of " + GROUP, e.getCause());
    }
  }

  private void tear(TopicPartition partition, OffsetAndMetadata committed) {
    batchAt(partition, committed.offset())
        .ifPresent(
            batch ->
                world
                    .clickHouse()
                    .rows(
                        """
                        ALTER TABLE events DELETE
                        WHERE source_partition = %d AND pipeline_batch_id = '%s'
                          AND cityHash64(ulid) %% 2 = 0
                        SETTINGS mutations_sync = 1
                        """
                            .formatted(partition.partition(), batch)));
  }

  /// Id of the batch of the first record from an offset on.
  private Optional<String> batchAt(TopicPartition partition, long offset) {
    Properties settings = new Properties();
    settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, world.bootstrapServers());
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seek(partition, offset);
      return StreamSupport.stream(consumer.poll(Duration.ofSeconds(2)).spliterator(), false)
          .findFirst()
          .map(TornBatch::batch);
    }
  }

  private static String batch(ConsumerRecord<byte[], byte[]> of) {
    Header header = of.headers().lastHeader(BatchHeader.NAME);
    return new String(header.value(), US_ASCII);
  }
}
