package dev.tailrace.produce;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/// What the topics must be before anything is published.
public final class Topics {
  // A record's headers and the batch around it need a little of max.message.bytes.
  private static final int RECORD_ROOM = 16 * 1024;
  private static final long ASSUMED_DEAD_LETTER_BYTES = 2L * Router.MAX_EVENT_BYTES;

  private static final int ATTEMPTS = 30;
  private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(100);

  private final Admin admin;
  private final PublishTarget target;

  public Topics(Admin admin, PublishTarget target) {
    this.admin = admin;
    this.target = target;
  }

  /// Both topics of the target are there.
  ///
  /// @throws PublishException when a topic is missing or the broker cannot be reached
  void check() {
    require(target.topic());
    require(target.deadLetterTopic());
  }

  /// Waits a little for a missing topic: a broker learns of a new one shortly after it was created.
  ///
  /// @throws PublishException when the topic is missing or the broker cannot be reached
  public void require(String topic) {
    try {
      for (int attempt = 1; !isThere(topic); attempt++) {
        if (attempt == ATTEMPTS) {
          throw new PublishException(
              "Kafka at %s has no topic %s: the pipeline creates it when it starts (tailrace up); is it the right name?"
                  .formatted(target.bootstrapServers(), topic));
        }
        Thread.sleep(BETWEEN_ATTEMPTS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PublishException("interrupted while looking for the topic " + topic, e);
    }
  }

  /// Whether the cluster has this topic now.
  public boolean exists(String topic) {
    try {
      return isThere(topic);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PublishException("interrupted while looking for the topic " + topic, e);
    }
  }

  private boolean isThere(String topic) throws InterruptedException {
    try {
      admin.describeTopics(List.of(topic)).topicNameValues().get(topic).get();
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return false;
      }
      throw KafkaProblems.explain(e.getCause(), target);
    }
  }

  /// The largest document that the dead-letter topic takes for sure, in bytes.
  long deadLetterLimit() {
    ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, target.deadLetterTopic());
    KafkaFuture<Config> config = admin.describeConfigs(List.of(topic)).values().get(topic);
    try {
      return Long.parseLong(config.get().get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG).value())
          - RECORD_ROOM;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TopicAuthorizationException
          || e.getCause() instanceof ClusterAuthorizationException) {
        return ASSUMED_DEAD_LETTER_BYTES; // who may only write is not told the topic's limit
      }
      throw KafkaProblems.explain(e.getCause(), target);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PublishException("interrupted while reading the limits of the topics", e);
    }
  }

  /// Creates a compacted topic of one partition unless it exists.
  public void createCompacted(String name) {
    NewTopic topic =
        new NewTopic(name, Optional.of(1), Optional.empty())
            .configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
    try {
      admin.createTopics(List.of(topic)).all().get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw KafkaProblems.explain(e.getCause(), target);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PublishException("interrupted while creating the topic " + name, e);
    }
  }
}
