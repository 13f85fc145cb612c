package dev.tailrace.bench;

import dev.tailrace.parts.PartRole;
import dev.tailrace.parts.PartStarter;
import dev.tailrace.stack.Delivery;
import dev.tailrace.stack.StackTopics;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Starts the pipeline's processes over a raw topic. Pipelines of different names share nothing but
/// that topic.
///
/// @param name ends the names of their topics; empty for the usual names
record BenchPipeline(BenchKafka kafka, Path directory, String raw, String name) {
  private static final List<String> TOPICS =
      List.of("events", "partials", "service-metrics", "error-trends", "mutations", "dead-letters");

  String application() {
    return name.isEmpty() ? "tailrace" : "tailrace-" + name;
  }

  /// The topic of events.
  String events() {
    return name.isEmpty() ? "events" : "events-" + name;
  }

  /// A topology that reads the raw topic from its beginning, or where the last one of the
  /// application ended.
  ///
  /// @param overrides settings over those of the benchmark, such as `tailrace.batch.max.rows`
  BenchProcess topology(
      String instance, int threads, List<String> jvmOptions, Map<String, String> overrides) {
    Map<String, String> settings = new HashMap<>();
    settings.put("name", instance);
    settings.put("directory", directory.resolve(application() + "-" + instance).toString());
    settings.put("broker", kafka.bootstrapServers());
    settings.put("registry", kafka.registryUrl());
    own(settings, "tailrace.application.id", application());
    own(settings, "tailrace.topics.raw", raw);
    // It is suspended for a while.
    own(settings, "tailrace.streams.main.consumer.session.timeout.ms", "300000");
    own(settings, "tailrace.topics.partitions", String.valueOf(BenchKafka.PARTITIONS));
    own(settings, "tailrace.streams.num.stream.threads", String.valueOf(threads));
    if (!name.isEmpty()) {
      TOPICS.forEach(topic -> own(settings, "tailrace.topics." + topic, topic + "-" + name));
    }
    overrides.forEach((key, value) -> own(settings, key, value));
    return BenchProcess.start(PartRole.TOPOLOGY.name(), jvmOptions, settings, log(instance));
  }

  /// A worker with connectors. With a name of its own a pipeline can have the connector
  /// `clickhouse` alone.
  BenchProcess sinks(BenchStores stores, List<String> connectors, List<String> jvmOptions) {
    Map<String, String> settings = new HashMap<>(stores.addresses());
    settings.put("name", "sinks");
    settings.put("directory", directory.resolve(application() + "-sinks").toString());
    settings.put("broker", kafka.bootstrapServers());
    settings.put("registry", kafka.registryUrl());
    settings.put("connectors", String.join(",", connectors));
    settings.put("roll", "PT10S");
    settings.put("roll.grace", "PT1S");
    settings.put("commit", "PT2S");
    settings.put("pause", "PT1S");
    settings.put("clickhouse/topics", events());
    settings.put("clickhouse/clickhouse.tables", events() + "=events");
    return BenchProcess.start(PartRole.SINKS.name(), jvmOptions, settings, log("sinks"));
  }

  /// Looks how far consumers are.
  Delivery delivery(List<Delivery.Stage> stages) {
    return new Delivery(kafka.bootstrapServers(), stages);
  }

  Delivery.Stage topologyStage() {
    return new Delivery.Stage("the topology", raw, application());
  }

  Delivery.Stage clickHouseStage() {
    return new Delivery.Stage(
        "ClickHouse", events(), "connect-" + StackTopics.CLICKHOUSE_CONNECTOR);
  }

  private Path log(String part) {
    return directory.resolve(application() + "-" + part + ".log");
  }

  private static void own(Map<String, String> settings, String key, String value) {
    settings.put(PartStarter.OWN + key, value);
  }
}
