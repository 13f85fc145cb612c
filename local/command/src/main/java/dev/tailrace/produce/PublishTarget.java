package dev.tailrace.produce;

import java.util.Map;
import java.util.Optional;

/// Where events are published.
///
/// @param registryUrl the schema registry, needed for Avro files only
/// @param clientProperties further properties of Kafka clients and of the registry client (TLS,
/// SASL, `schema.registry.…`); they win over the tuning of this package, not over its guarantees
public record PublishTarget(
    String bootstrapServers,
    String topic,
    String deadLetterTopic,
    Optional<String> registryUrl,
    Map<String, String> clientProperties) {
  public static final String RAW_TOPIC = "tail.raw";
  public static final String DEAD_LETTER_TOPIC = "tail.dead-letter";

  public PublishTarget {
    clientProperties = Map.copyOf(clientProperties);
  }

  /// Tailrace's own topics on a broker that needs no credentials.
  public static PublishTarget of(String bootstrapServers, Optional<String> registryUrl) {
    return new PublishTarget(bootstrapServers, RAW_TOPIC, DEAD_LETTER_TOPIC, registryUrl, Map.of());
  }

  public PublishTarget withTopic(String newTopic) {
    return new PublishTarget(
        bootstrapServers, newTopic, deadLetterTopic, registryUrl, clientProperties);
  }

  public PublishTarget withDeadLetterTopic(String newTopic) {
    return new PublishTarget(bootstrapServers, topic, newTopic, registryUrl, clientProperties);
  }

  public PublishTarget withClientProperties(Map<String, String> newProperties) {
    return new PublishTarget(bootstrapServers, topic, deadLetterTopic, registryUrl, newProperties);
  }
}
