package dev.tailrace.command;

import dev.tailrace.produce.PublishException;
import dev.tailrace.produce.PublishTarget;
import dev.tailrace.stack.StackState;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import picocli.CommandLine.Option;

/// Which Kafka, for commands that publish.
final class KafkaOptions {
  @Option(
      names = "--bootstrap-server",
      paramLabel = "HOST:PORT",
      description = "Kafka to publish to. Default: that of the stack that runs on --data")
  private String bootstrapServer;

  @Option(
      names = "--topic",
      paramLabel = "NAME",
      defaultValue = PublishTarget.RAW_TOPIC,
      description = "Topic for events. Default: ${DEFAULT-VALUE}")
  private String topic;

  @Option(
      names = "--command-config",
      paramLabel = "FILE",
      description = "Properties of Kafka clients, such as those for TLS and SASL.")
  private Path commandConfig;

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
    Optional<StackState> stack =
        bootstrapServer == null || schemaRegistry == null ? data.runningStack() : Optional.empty();
    String servers =
        Optional.ofNullable(bootstrapServer)
            .or(() -> stack.map(StackState::bootstrapServers))
            .orElseThrow(() -> noKafka(data.directory()));
    Optional<String> registry =
        Optional.ofNullable(schemaRegistry).or(() -> stack.map(StackState::registryUrl));
    return PublishTarget.of(servers, registry)
        .withTopic(topic)
        .withClientProperties(clientProperties());
  }

  private static PublishException noKafka(Path directory) {
    return new PublishException(
        "no stack runs on "
            + directory
            + ": start one (tailrace up), name the directory of one that runs with --data, or give"
            + " a broker with --bootstrap-server");
  }

  private Map<String, String> clientProperties() {
    if (commandConfig == null) {
      return Map.of();
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(commandConfig)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new PublishException(
          "cannot read the properties in " + commandConfig + " (--command-config): " + e, e);
    }
    Map<String, String> result = new HashMap<>();
    properties
        .stringPropertyNames()
        .forEach(name -> result.put(name, properties.getProperty(name)));
    return result;
  }
}
