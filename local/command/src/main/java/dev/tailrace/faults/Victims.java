package dev.tailrace.faults;

import dev.tailrace.app.TailraceApplication;
import dev.tailrace.app.TailraceConfig;
import dev.tailrace.clickhouse.Endpoint;
import dev.tailrace.engines.IcebergCatalogServer;
import dev.tailrace.engines.IcebergCatalogServer.Warehouse;
import dev.tailrace.engines.KafkaBroker;
import dev.tailrace.engines.PostgresServer;
import dev.tailrace.engines.S3Server;
import dev.tailrace.engines.SchemaRegistryServer;
import dev.tailrace.faults.VictimMain.Victim;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// Starts the parts of the pipeline, each from the settings of its process.
final class Victims {
  /// A file lasts a few seconds, so that a fault meets many.
  private static final StackSettings.Roll ROLL =
      new StackSettings.Roll(Duration.ofSeconds(5), Duration.ofMillis(500), Duration.ofSeconds(1));

  private static final Duration LONGEST_PAUSE_OF_SINKS = Duration.ofSeconds(1);

  /// What begins with this goes to the part's own configuration.
  static final String OWN = "own.";

  private Victims() {}

  static Victim start(Role role, Map<String, String> settings) {
    return switch (role) {
      case BROKER -> broker(settings);
      case SERVICES -> services(settings);
      case TOPOLOGY -> topology(settings);
      case SINKS -> sinks(settings);
    };
  }

  private static Victim broker(Map<String, String> settings) {
    KafkaBroker broker =
        KafkaBroker.start(directory(settings), port(settings, "port"), own(settings));
    return new Victim(broker.failure(), broker);
  }

  private static Victim services(Map<String, String> settings) {
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
    return new Victim(
        new CompletableFuture<>(),
        () -> {
          catalog.close();
          s3.close();
          registry.close();
        });
  }

  private static Victim topology(Map<String, String> settings) {
    Map<String, String> config = own(settings);
    config.put("tailrace.kafka.bootstrap.servers", settings.get("broker"));
    config.put("tailrace.serde.schema.registry.url", settings.get("registry"));
    config.put("tailrace.application.id", StackTopics.APPLICATION_ID);
    config.put("tailrace.instance", settings.get("name"));
    config.put("tailrace.streams.state.dir", directory(settings).toString());
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
    return new Victim(failure, application);
  }

  private static Victim sinks(Map<String, String> settings) {
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
                ROLL)
            .byConnector();
    ConnectWorker worker =
        ConnectWorker.start(
            settings.get("name"), settings.get("broker"), 0, directory(settings), own(settings));
    connectors.forEach(
        (name, config) -> {
          config.putAll(overrides(name, settings));
          worker.put(name, config);
        });
    SinkWatch watch =
        new SinkWatch(worker, connectors.keySet(), LONGEST_PAUSE_OF_SINKS, InstantSource.system());
    return new Victim(
        new CompletableFuture<>(),
        () -> {
          watch.close();
          worker.close();
        });
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

  private static int port(Map<String, String> settings, String name) {
    return Integer.parseInt(settings.get(name));
  }
}
