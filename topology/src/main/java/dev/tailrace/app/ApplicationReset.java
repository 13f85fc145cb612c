package dev.tailrace.app;

import dev.tailrace.topology.StateStores;
import dev.tailrace.topology.TopicNames;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/// Takes from Kafka what the application has made of the raw topic, so that it begins anew there.
///
/// Everything that it made goes, not its place on the raw topic alone. What stands on `events`
/// would be made again under other batch ids, and no sink could tell that it has the rows; partial
/// windows would be merged a second time. Positions of consumers on a topic go with the topic.
///
/// Idempotent: a reset that was cut short is finished by the next. Not thread-safe.
public final class ApplicationReset implements AutoCloseable {
  private final TailraceConfig config;
  private final Admin admin;

  private ApplicationReset(TailraceConfig config, Admin admin) {
    this.config = config;
    this.admin = admin;
  }

  /// Connects at the first question.
  public static ApplicationReset open(TailraceConfig config) {
    return new ApplicationReset(config, Admin.create(StreamsProperties.admin(config)));
  }

  /// What there is to delete, in the order in which it must be.
  ///
  /// @param topics made by the application, and the changelogs of its stores
  /// @param group its consumer group; empty when there is none
  public record Plan(List<String> topics, List<String> group) {
    public Plan {
      topics = List.copyOf(topics);
      group = List.copyOf(group);
    }
  }

  /// Who must stop before, each as a sentence; empty when nobody is in the way.
  ///
  /// @throws KafkaException when the brokers do not answer, or do not allow to look
  public List<String> running() {
    List<String> running = new ArrayList<>();
    int threads = members(config.applicationId()).size();
    if (threads > 0) {
      running.add(
          "the topology runs: %d of its threads are in the group %s; stop every instance, and wait until its session ends (six seconds by default)"
              .formatted(threads, config.applicationId()));
    }
    Set<String> output = new HashSet<>(output());
    for (GroupListing group :
        Answers.of(admin.listGroups(ListGroupsOptions.forConsumerGroups()).all())) {
      if (!group.groupId().equals(config.applicationId())
          && members(group.groupId()).stream().anyMatch(member -> reads(member, output))) {
        running.add(
            "the group %s reads what would be deleted; stop it (a connector: PUT /connectors/NAME/stop), and wait until its session ends"
                .formatted(group.groupId()));
      }
    }
    return running;
  }

  private Collection<MemberDescription> members(String group) {
    return Answers.group(admin, group).map(ConsumerGroupDescription::members).orElse(List.of());
  }

  private static boolean reads(MemberDescription member, Set<String> topics) {
    return member.assignment().topicPartitions().stream()
        .map(TopicPartition::topic)
        .anyMatch(topics::contains);
  }

  /// What of it is there.
  ///
  /// @throws KafkaException when the brokers do not answer, or do not allow to look
  public Plan plan() {
    Set<String> existing = Answers.of(admin.listTopics().names());
    List<String> topics = new ArrayList<>(output());
    StateStores.NAMES.forEach(
        store -> topics.add(config.applicationId() + "-" + store + "-changelog"));
    topics.removeIf(topic -> !existing.contains(topic));
    boolean hasGroup = Answers.group(admin, config.applicationId()).isPresent();
    return new Plan(topics, hasGroup ? List.of(config.applicationId()) : List.of());
  }

  /// Topics before the group: with the group gone and a topic left, a start would double what is on
  /// it.
  ///
  /// @throws KafkaException when something cannot be deleted; what was deleted before stays so
  public void execute(Plan plan) {
    for (String topic : plan.topics()) {
      try {
        Answers.of(admin.deleteTopics(List.of(topic)).all());
      } catch (UnknownTopicOrPartitionException _) {
        // Somebody else was quicker.
      }
    }
    for (String group : plan.group()) {
      try {
        Answers.of(admin.deleteConsumerGroups(List.of(group)).all());
      } catch (GroupIdNotFoundException _) {
        // It went with its last position.
      }
    }
  }

  /// Where the instance of this machine keeps its state. Instances elsewhere delete their own.
  public Path localState() {
    String directory =
        config
            .streams()
            .getOrDefault("state.dir", System.getProperty("java.io.tmpdir") + "/kafka-streams");
    return Path.of(directory).resolve(config.applicationId());
  }

  /// Whether it is on this machine.
  public boolean hasLocalState() {
    return Files.isDirectory(localState());
  }

  private List<String> output() {
    TopicNames names = config.topics().names();
    return List.of(
        names.events(),
        names.partials(),
        names.serviceMetrics(),
        names.errorTrends(),
        names.mutations(),
        names.deadLetters());
  }

  @Override
  public void close() {
    admin.close();
  }
}
