package dev.tailrace.command;

import dev.tailrace.app.ConfigurationException;
import dev.tailrace.app.TailraceConfig;
import dev.tailrace.stack.StackState;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// A topology by its configuration, or by what is needed to find it.
final class TopologyOptions {
  private static final String KAFKA = "tailrace.kafka.";
  private static final String BOOTSTRAP = KAFKA + "bootstrap.servers";
  private static final String REGISTRY = "tailrace.serde.schema.registry.url";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = {
        "The topology's own configuration file; its environment (TAILRACE_…) is read too.",
        "Default: the defaults of docs/configuration.md"
      })
  private Path file;

  @Mixin private BrokerOptions broker;

  @Option(
      names = "--schema-registry",
      paramLabel = "URL",
      description = "The schema registry. Default: that of --config or of the stack")
  private String registry;

  /// Whether anything is named.
  boolean isNamed() {
    return file != null || broker.named().isPresent() || registry != null;
  }

  /// The configuration that the options name, else that of a stack.
  ///
  /// @throws ParameterException with everything that is wrong with it
  Optional<TailraceConfig> config(Optional<StackState> stack) {
    Map<String, String> options = new HashMap<>();
    stack.ifPresent(
        running -> {
          options.put(BOOTSTRAP, running.bootstrapServers());
          options.put(REGISTRY, running.registryUrl());
        });
    broker.clientProperties().forEach((key, value) -> options.put(KAFKA + key, value));
    broker.named().ifPresent(servers -> options.put(BOOTSTRAP, servers));
    if (registry != null) {
      options.put(REGISTRY, registry);
    }
    if (file == null && !options.containsKey(BOOTSTRAP)) {
      return Optional.empty();
    }
    Map<String, String> environment = file == null ? Map.of() : System.getenv();
    try {
      return Optional.of(TailraceConfig.load(Optional.ofNullable(file), environment, options));
    } catch (ConfigurationException e) {
      throw new ParameterException(spec.commandLine(), oneLine(e), e);
    }
  }

  private static String oneLine(ConfigurationException e) {
    return e.getMessage().strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
