package dev.tailrace.secure;

import dev.tailrace.engines.SchemaRegistryServer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// How a topology is configured that comes to a secured Kafka with a name.
final class SecuredTopology {
  static final String USER = "topology";
  static final String PASSWORD = "topology-secret";

  private SecuredTopology() {}

  /// Its settings, which may be added to.
  ///
  /// @param password itself, or a reference to where it stands
  static Map<String, String> config(
      SecuredKafka kafka, SchemaRegistryServer registry, String password, Path state) {
    Map<String, String> config = new HashMap<>();
    kafka
        .clientProperties(USER, password)
        .forEach((key, value) -> config.put("tailrace.kafka." + key, value));
    config.put("tailrace.serde.schema.registry.url", registry.url());
    config.put("tailrace.instance", "pod-0");
    config.put("tailrace.http.port", "off");
    config.put("tailrace.topics.mode", "check");
    config.put("tailrace.streams.num.stream.threads", "1");
    config.put("tailrace.streams.state.dir", state.toString());
    return config;
  }
}
