package dev.tailrace.app;

import dev.tailrace.topology.DeadLetterLimits;
import dev.tailrace.topology.SealLimits;
import dev.tailrace.topology.TopicCatalog;
import dev.tailrace.topology.TopicCatalog.Retention;
import dev.tailrace.topology.TopicNames;
import dev.tailrace.topology.TopicSetup;
import dev.tailrace.window.WindowLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// The whole configuration, parsed and checked. Every key is documented in docs/configuration.md.
///
/// @param kafka properties for all Kafka clients, without their prefix
/// @param streams properties of Kafka Streams, without their prefix
/// @param effective every key with its value and where it came from, secrets hidden
public record TailraceConfig(
    String applicationId,
    String instance,
    Topics topics,
    Batch batch,
    DeadLetterLimits deadLetters,
    WindowLimits windows,
    Serde serde,
    Http http,
    LogFormat logFormat,
    Map<String, String> kafka,
    Map<String, String> streams,
    List<EffectiveValue> effective) {
  /// The topics, and who makes them.
  ///
  /// @param partitions of every topic but the dead letters when they are created
  public record Topics(
      TopicNames names,
      TopicSetup.Mode mode,
      int partitions,
      int deadLetterPartitions,
      short replicationFactor,
      Retention retention) {
    TopicCatalog catalog() {
      return TopicCatalog.of(names, partitions, deadLetterPartitions, replicationFactor, retention);
    }
  }

  /// When batches end.
  ///
  /// @param maxAge empty: by the number of partitions
  public record Batch(
      int maxRows,
      long maxBytes,
      Optional<Duration> maxAge,
      Duration maxAgeBehind,
      Duration tickInterval,
      Duration rollInterval) {
    SealLimits limits(int partitions) {
      return new SealLimits(
          maxRows,
          maxBytes,
          SealLimits.ageOrDefault(maxAge, partitions),
          maxAgeBehind,
          tickInterval,
          rollInterval);
    }
  }

  /// How Avro is written and read.
  ///
  /// @param properties handed to `configure` of both classes
  public record Serde(
      String serializerClass, String deserializerClass, Map<String, String> properties) {
    public Serde {
      properties = Map.copyOf(properties);
    }
  }

  /// Where health and metrics are served.
  ///
  /// @param port 0 for any that is free; empty when nothing is served
  /// @param pollLimit after which silence of a stream thread it counts as hanging
  public record Http(String host, OptionalInt port, Duration pollLimit) {}

  /// One line of the table that is printed at start.
  ///
  /// @param value `***` for a secret
  /// @param origin `default`, `file`, `environment` or `option`
  public record EffectiveValue(String key, String value, String origin) {}

  public TailraceConfig {
    kafka = Map.copyOf(kafka);
    streams = Map.copyOf(streams);
    effective = List.copyOf(effective);
  }

  /// Options alone, as a program that embeds Tailrace gives them.
  ///
  /// @throws ConfigurationException with every problem there is
  public static TailraceConfig of(Map<String, String> options) {
    return load(Optional.empty(), Map.of(), options);
  }

  /// A properties file, the environment (`TAILRACE_TOPICS_RAW` for `tailrace.topics.raw`) and
  /// options, of which the later wins.
  ///
  /// @throws ConfigurationException with every problem there is
  public static TailraceConfig load(
      Optional<Path> file, Map<String, String> environment, Map<String, String> options) {
    return new ConfigReader(file, environment, options).read();
  }

  /// Properties hold secrets: they are shown only through [#effective].
  @Override
  public String toString() {
    return new EffectiveTable(effective).toString();
  }
}
