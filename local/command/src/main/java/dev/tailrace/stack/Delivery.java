package dev.tailrace.stack;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/// Tells how far everything on the topics has come on its way into the stores.
///
/// Not thread-safe.
public final class Delivery implements AutoCloseable {
  /// One hop: a consumer group that works off a topic.
  ///
  /// @param name what a user calls it
  public record Stage(String name, String topic, String group) {}

  private final List<Stage> stages;
  private final Admin admin;
  private final Map<Stage, TopicScan> scans = new HashMap<>();

  /// @param stages in the order of the way, since a stage can only be done after the one before it
  public Delivery(String bootstrapServers, List<Stage> stages) {
    this.stages = List.copyOf(stages);
    Properties settings = new Properties();
    settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    this.admin = Admin.create(settings);
    stages.forEach(stage -> scans.put(stage, new TopicScan(bootstrapServers, stage.topic())));
  }

  /// The first stage that has records left to work off; empty when all have arrived.
  public Optional<Stage> waitingFor() {
    return stages.stream()
        .filter(stage -> scans.get(stage).hasUnread(committed(stage.group())))
        .findFirst();
  }

  /// Forgets how far a group has come, so that it starts over at its next start. The group must not
  /// be running.
  void restartFromZero(Stage stage) {
    try {
      var known = committed(stage.group()).keySet();
      if (!known.isEmpty()) {
        // Workers keep their place in the group for a while after they stopped.
        admin
            .removeMembersFromConsumerGroup(
                stage.group(), new RemoveMembersFromConsumerGroupOptions())
            .all()
            .get();
        admin.deleteConsumerGroupOffsets(stage.group(), known).all().get();
      }
    } catch (ExecutionException e) {
      throw new StackException(
          "cannot reset the offsets of " + stage.group() + ": " + e.getCause().getMessage(),
          e.getCause());
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private Map<TopicPartition, OffsetAndMetadata> committed(String group) {
    try {
      return admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof org.apache.kafka.common.errors.GroupIdNotFoundException) {
        return Map.of();
      }
      throw new StackException(
          "cannot read the offsets of consumer group " + group + ": " + e.getCause().getMessage(),
          e.getCause());
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static StackException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new StackException("interrupted while asking the broker for offsets", e);
  }

  @Override
  public void close() {
    admin.close();
    scans.values().forEach(TopicScan::close);
  }
}
