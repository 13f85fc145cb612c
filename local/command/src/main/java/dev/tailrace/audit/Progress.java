package dev.tailrace.audit;

import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/// Tells how far topics are written and consumer groups have come.
final class Progress implements AutoCloseable {
  private final Admin admin;

  Progress(String bootstrapServers) {
    Properties settings = new Properties();
    settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    this.admin = Admin.create(settings);
  }

  /// Which records of a topic have to be worked off.
  enum Counting {
    ALL,
    /// Not those that only end a batch.
    WITH_VALUE
  }

  /// Whether a group has worked off a topic up to these offsets.
  boolean isPast(String group, TopicReader topic, Map<Integer, Long> ends, Counting counting) {
    Map<Integer, Long> from = topic.begins();
    committed(group)
        .forEach(
            (partition, offset) -> {
              if (partition.topic().equals(topic.name()) && offset != null) {
                from.merge(partition.partition(), offset.offset(), Math::max);
              }
            });
    return !topic.anyMatch(
        from, ends, record -> counting == Counting.ALL || record.value() != null);
  }

  /// The offset behind the newest record of each partition, be its transaction over or not.
  ///
  /// The offsets of a transaction may show before its records do, because the broker ends it in one
  /// partition after the other. Who has seen the offsets and asks for the end of what is committed
  /// may miss some; what is written is there. A reader of committed records waits for it.
  Map<Integer, Long> writtenEnds(TopicReader topic) {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    topic.partitions().forEach(partition -> asked.put(partition, OffsetSpec.latest()));
    try {
      Map<Integer, Long> ends = new HashMap<>();
      admin
          .listOffsets(asked, new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
          .all()
          .get()
          .forEach((partition, end) -> ends.put(partition.partition(), end.offset()));
      return ends;
    } catch (ExecutionException e) {
      throw new AuditException(
          "cannot read the ends of the topic " + topic.name() + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AuditException("interrupted while asking the broker for offsets", e);
    }
  }

  private Map<TopicPartition, OffsetAndMetadata> committed(String group) {
    try {
      return admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GroupIdNotFoundException) {
        return Map.of();
      }
      throw new AuditException(
          "cannot read the offsets of the consumer group " + group + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AuditException("interrupted while asking the broker for offsets", e);
    }
  }

  @Override
  public void close() {
    admin.close();
  }
}
