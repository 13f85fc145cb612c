package dev.tailrace.parts;

import dev.tailrace.app.TailraceApplication;
import dev.tailrace.app.TailraceConfig;
import dev.tailrace.clickhouse.Endpoint;
import dev.tailrace.engines.IcebergCatalogServer;
import dev.tailrace.engines.IcebergCatalogServer.Warehouse;
import dev.tailrace.engines.KafkaBroker;
import dev.tailrace.engines.PostgresServer;
import dev.tailrace.engines.S3Server;
import dev.tailrace.engines.SchemaRegistryServer;
import dev.tailrace.postgres.PostgresAddress;
import dev.tailrace.stack.ConnectWorker;
import dev.tailrace.stack.Lake;
import dev.tailrace.stack.SinkConfigs;
import dev.tailrace.stack.SinkWatch;
import dev.tailrace.stack.StackSettings;
import dev.tailrace.stack.StackTopics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// Starts the parts of the pipeline, each from the settings of its process:
///
/// - broker: `directory`, `port`
/// - services: `directory`, `objects` (where the S3 server keeps them), ports `registry`, `s3`,
///   `iceberg`
/// - topology: `name` of the instance, `directory`, addresses `broker` and `registry`
/// - sinks: `name` of the worker, `directory`, addresses `broker`, `registry`, `clickhouse`, `s3`,
///   `iceberg` and `postgres`; `roll`, `roll.grace`, `commit` and `pause`, durations such as
///   `PT5S` of files, of commits to tables and before a failed task starts again; `connectors`,
///   names with commas between them when not all shall run; and properties of one connector over
///   those of a stack, each under `CONNECTOR/PROPERTY`
public final class PartStarter {
  /// What begins with this goes to the part's own configuration.
  public static final String OWN = "own.";

  private PartStarter() {}

  /// Starts a part and returns when it works.
  ///
  /// @throws RuntimeException when it does not start; the message says why
  public static RunningPart start(PartRole role, Map<String, String> settings) {
    return switch (role) {
      case BROKER -> broker(settings);
      case SERVICES -> services(settings);
      case TOPOLOGY -> topology(settings);
      case SINKS -> sinks(settings);
    };
  }

  private static RunningPart broker(Map<String, String> settings) {
    KafkaBroker broker =
        KafkaBroker.start(directory(settings), port(settings, "port"), own(settings));
    return new RunningPart(broker.failure(), broker);
  }

  private static RunningPart services(Map<String, String> settings) {
    Path directory = directory(settings);
    SchemaRegistryServer registry =
        SchemaRegistryServer.start(
            port(settings, "registry"), directory.resolve("registry").resolve("journal.jsonl"));
    S3Server s3 =
        S3Server.start(
            port(settings, "s3"),
            Path.of(settings.get("objects")),
            List.of(Lake.BUCKET, Lake.ERRORS_BUCKET));
    IcebergCatalogServer catalog =
        IcebergCatalogServer.start(
            port(settings, "iceberg"),
            directory.resolve("iceberg"),
            new Warehouse(Lake.WAREHOUSE, s3.url()));
    return new RunningPart(
        new CompletableFuture<>(),
        () -> {
          catalog.close();
          s3.close();
          registry.close();
        });
  }

  private static RunningPart topology(Map<String, String> settings) {
    Map<String, String> config = own(settings);
    config.put("tailrace.kafka.bootstrap.servers", settings.get("broker"));
    config.put("tailrace.serde.schema.registry.url", settings.get("registry"));
    config.putIfAbsent("tailrace.application.id", StackTopics.APPLICATION_ID);
    config.put("tailrace.instance", settings.get("name"));
    config.put("tailrace.streams.state.dir", directory(settings).toString());
    config.putIfAbsent("tailrace.http.port", "off");
    CompletableFuture<String> failure = new CompletableFuture<>();
    CompletableFuture<Void> running = new CompletableFuture<>();
    TailraceApplication application =
        TailraceApplication.start(
            TailraceConfig.of(config),
            now -> {
              switch (now) {
                case RUNNING -> running.complete(null);
                case FAILED -> failure.complete("the topology failed");
                case STARTING, STOPPED -> {}
              }
            });
    CompletableFuture.anyOf(running, failure).join();
    return new RunningPart(failure, application);
  }

  private static RunningPart sinks(Map<String, String> settings) {
    Map<String, Map<String, String>> connectors =
        new SinkConfigs(
                new SinkConfigs.Places(
                    settings.get("registry"),
                    Endpoint.of(settings.get("clickhouse")),
                    "default",
                    settings.get("s3"),
                    settings.get("iceberg"),
                    new PostgresAddress(
                        settings.get("postgres"),
                        PostgresServer.SUPERUSER,
                        PostgresServer.SUPERUSER)),
                roll(settings))
            .byConnector();
    ConnectWorker worker =
        ConnectWorker.start(
            settings.get("name"), settings.get("broker"), 0, directory(settings), own(settings));
    connectors.keySet().retainAll(chosen(settings, connectors.keySet()));
    connectors.forEach(
        (name, config) -> {
          config.putAll(overrides(name, settings));
          worker.put(name, config);
        });
    SinkWatch watch =
        new SinkWatch(
            worker, connectors.keySet(), duration(settings, "pause"), InstantSource.system());
    return new RunningPart(
        new CompletableFuture<>(),
        () -> {
          watch.close();
          worker.close();
        });
  }

  private static StackSettings.Roll roll(Map<String, String> settings) {
    return new StackSettings.Roll(
        duration(settings, "roll"), duration(settings, "roll.grace"), duration(settings, "commit"));
  }

  private static Collection<String> chosen(Map<String, String> settings, Set<String> all) {
    String names = settings.get("connectors");
    return names == null ? all : List.of(names.split(",", -1));
  }

  /// Properties of one connector, over those of a stack: settings that begin with its name.
  private static Map<String, String> overrides(String connector, Map<String, String> settings) {
    return below(connector + "/", settings);
  }

  private static Map<String, String> own(Map<String, String> settings) {
    return below(OWN, settings);
  }

  private static Map<String, String> below(String prefix, Map<String, String> settings) {
    Map<String, String> found = new HashMap<>();
    settings.forEach(
        (key, value) -> {
          if (key.startsWith(prefix)) {
            found.put(key.substring(prefix.length()), value);
          }
        });
    return found;
  }

  private static Path directory(Map<String, String> settings) {
    return Path.of(settings.get("directory"));
  }

  private static Duration duration(Map<String, String> settings, String name) {
    return Duration.parse(settings.get(name));
  }

  private static int port(Map<String, String> settings, String name) {
    return Integer.parseInt(settings.get(name));
  }
}
