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

/// Which Kafka, and how to speak to it.
final class BrokerOptions {
  @Option(
      names = "--bootstrap-server",
      paramLabel = "HOST:PORT",
      description = "Kafka to use. Default: that of the stack that runs on --data")
  private String bootstrapServer;

  @Option(
      names = "--command-config",
      paramLabel = "FILE",
      description = "Properties of Kafka clients, such as those for TLS and SASL.")
  private Path commandConfig;

  /// Tailrace's topics on the Kafka that the options name.
  ///
  /// @param schemaRegistry the registry that was named, if one was
  /// @throws PublishException when no Kafka is given and no stack runs, or the properties cannot be
  /// read
  PublishTarget target(DataOptions data, Optional<String> schemaRegistry) {
    Optional<StackState> stack =
        bootstrapServer == null || schemaRegistry.isEmpty()
            ? data.runningStack()
            : Optional.empty();
    String servers =
        Optional.ofNullable(bootstrapServer)
            .or(() -> stack.map(StackState::bootstrapServers))
            .orElseThrow(() -> noKafka(data.directory()));
    Optional<String> registry = schemaRegistry.or(() -> stack.map(StackState::registryUrl));
    return PublishTarget.of(servers, registry).withClientProperties(clientProperties());
  }

  /// The Kafka that was named, if one was.
  Optional<String> named() {
    return Optional.ofNullable(bootstrapServer);
  }

  private static PublishException noKafka(Path directory) {
    return new PublishException(
        "no stack runs on "
            + directory
            + ": start one (tailrace up), name the directory of one that runs with --data, or give"
            + " a broker with --bootstrap-server");
  }

  /// What `--command-config` holds.
  ///
  /// @throws PublishException when the file cannot be read
  Map<String, String> clientProperties() {
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
