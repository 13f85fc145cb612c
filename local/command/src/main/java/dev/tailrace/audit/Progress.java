package dev.tailrace.audit;

import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/// Tells how far consumer groups have come.
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
