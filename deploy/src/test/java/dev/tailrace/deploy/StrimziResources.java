package dev.tailrace.deploy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import io.strimzi.api.kafka.model.connect.KafkaConnect;
import io.strimzi.api.kafka.model.connect.KafkaConnectSpec;
import io.strimzi.api.kafka.model.connector.KafkaConnector;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.user.KafkaUser;
import java.util.List;
import java.util.Map;

/// Strimzi's resources, read by the classes of its operator.
final class StrimziResources {
  private static final String GROUP = "kafka.strimzi.io";
  private static final String VERSION = GROUP + "/v1";

  private static final Map<String, Class<?>> KINDS =
      Map.of(
          "KafkaConnect",
          KafkaConnect.class,
          "KafkaConnector",
          KafkaConnector.class,
          "KafkaTopic",
          KafkaTopic.class,
          "KafkaUser",
          KafkaUser.class);

  /// Those classes keep what they do not know beside what they do; here it is an error.
  private static final ObjectMapper STRICT =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .setAnnotationIntrospector(
              new JacksonAnnotationIntrospector() {
                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                  return Boolean.FALSE;
                }
              });

  private StrimziResources() {}

  static boolean has(Manifest manifest) {
    return manifest.group().equals(GROUP);
  }

  static List<String> problems(Manifest manifest) {
    Class<?> kind = KINDS.get(manifest.kind());
    if (kind == null || !manifest.json().path("apiVersion").asText().equals(VERSION)) {
      return List.of(manifest + " is none of " + VERSION + " " + KINDS.keySet());
    }
    try {
      var _ = STRICT.treeToValue(manifest.json(), kind);
      return kind == KafkaConnect.class ? ignored(manifest) : List.of();
    } catch (JsonProcessingException e) {
      return List.of(manifest + ": " + e.getOriginalMessage());
    }
  }

  /// Keys of the worker that the operator sets itself, and leaves out when others set them.
  private static List<String> ignored(Manifest connect) {
    List<String> kept = prefixes(KafkaConnectSpec.FORBIDDEN_PREFIX_EXCEPTIONS);
    List<String> forbidden = prefixes(KafkaConnectSpec.FORBIDDEN_PREFIXES);
    return Manifest.texts(connect.json().at("/spec/config")).keySet().stream()
        .filter(key -> !kept.contains(key) && forbidden.stream().anyMatch(key::startsWith))
        .map(key -> connect + ": Strimzi ignores " + key)
        .toList();
  }

  private static List<String> prefixes(String list) {
    return List.of(list.split(",\\s*", -1));
  }
}
