package dev.tailrace.app;

import dev.tailrace.topology.TopicSetup;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/// A cluster as the application would find it: what is asked at its start, asked by itself. Changes
/// nothing. Not thread-safe.
public final class ClusterLook implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 10_000;

  private final TailraceConfig config;
  private final Admin admin;

  private ClusterLook(TailraceConfig config, Admin admin) {
    this.config = config;
    this.admin = admin;
  }

  /// Connects at the first question.
  ///
  /// @throws KafkaException when the properties of the clients are wrong
  public static ClusterLook open(TailraceConfig config) {
    Map<String, Object> properties = new HashMap<>(StreamsProperties.admin(config));
    properties.put("default.api.timeout.ms", PATIENCE_MILLIS);
    properties.put("request.timeout.ms", PATIENCE_MILLIS / 2);
    return new ClusterLook(config, Admin.create(properties));
  }

  /// How many brokers there are.
  ///
  /// @throws KafkaException when none answers or the credentials are wrong
  public int brokers() {
    return Answers.of(admin.describeCluster().nodes()).size();
  }

  /// What the brokers lack for exactly-once, with the remedy.
  public Optional<String> featureProblem() {
    try {
      return BrokerFeatures.problem(admin);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  /// The topics, held against the configuration.
  public TopicSetup.Findings topics() {
    try {
      return new TopicSetup(admin, config.topics().catalog()).look();
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  /// How many stream threads of the application are in its group, of all instances.
  public int members() {
    return Answers.group(admin, config.applicationId())
        .map(group -> group.members().size())
        .orElse(0);
  }

  @Override
  public void close() {
    admin.close();
  }
}
