package dev.tailrace.topology;

import java.util.Map;
import java.util.TreeMap;

/// One topic as it should be.
///
/// @param config topic-level settings; `max.message.bytes` is a least value, the others are only
///     used when the topic is created
public record TopicSpec(String name, int partitions, Map<String, String> config) {
  public TopicSpec {
    if (partitions < 1) {
      throw new IllegalArgumentException(
          "topic " + name + " needs at least one partition, not " + partitions);
    }
    config = Map.copyOf(config);
  }

  long leastMaxMessageBytes() {
    return Long.parseLong(config.get(TopicCatalog.MAX_MESSAGE_BYTES));
  }

  /// A command line that gives one of its settings another value.
  String alterCommand(String key, String value) {
    // Kafka's tool takes brackets around a value that has commas.
    String written = value.contains(",") ? "[" + value + "]" : value;
    return "kafka-configs --bootstrap-server BROKER --alter --entity-type topics --entity-name "
        + name
        + " --add-config "
        + key
        + "="
        + written;
  }

  /// A command line that creates it.
  String createCommand(short replicationFactor) {
    StringBuilder command =
        new StringBuilder("kafka-topics --bootstrap-server BROKER --create --topic ")
            .append(name)
            .append(" --partitions ")
            .append(partitions);
    if (replicationFactor > 0) {
      command.append(" --replication-factor ").append(replicationFactor);
    }
    new TreeMap<>(config)
        .forEach(
            (key, value) -> command.append(" --config ").append(key).append('=').append(value));
    return command.toString();
  }
}
