package dev.tailrace.command;

import dev.tailrace.produce.PublishException;
import dev.tailrace.produce.PublishTarget;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Where to, for commands that publish.
final class KafkaOptions {
  @Mixin private BrokerOptions broker;

  @Option(
      names = "--topic",
      paramLabel = "NAME",
      defaultValue = PublishTarget.RAW_TOPIC,
      description = "Topic for events. Default: ${DEFAULT-VALUE}")
  private String topic;

  @Option(
      names = "--schema-registry",
      paramLabel = "URL",
      description = "Schema registry, for Avro files only. Default: the stack's")
  private String schemaRegistry;

  /// The target that the options name.
  ///
  /// @throws PublishException when no Kafka is given and no stack runs, or the properties cannot be
  /// read
  PublishTarget target(DataOptions data) {
    return broker.target(data, Optional.ofNullable(schemaRegistry)).withTopic(topic);
  }
}
