package dev.tailrace.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tailrace.app.TailraceConfig;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The variables that a container is given, and whether the topology knows them.
final class Environments {
  private static final String PREFIX = "TAILRACE_";

  private Environments() {}

  /// Of a workload's first container; what comes from secrets or the pod itself is some text.
  static Map<String, String> of(Overlay overlay, Manifest workload) {
    JsonNode container = workload.containers().getFirst();
    Map<String, String> all = new TreeMap<>();
    for (JsonNode source : container.path("envFrom")) {
      String name = source.at("/configMapRef/name").asText();
      all.putAll(Manifest.texts(overlay.one("ConfigMap", name).json().get("data")));
    }
    for (JsonNode variable : container.path("env")) {
      all.put(variable.get("name").asText(), variable.path("value").asText("of-elsewhere"));
    }
    return all;
  }

  /// Reads the variables as the topology does: none is wrong, and none is left over.
  static TailraceConfig read(Map<String, String> environment) {
    TailraceConfig config = TailraceConfig.load(Optional.empty(), environment, Map.of());
    long used =
        config.effective().stream().filter(value -> value.origin().equals("environment")).count();
    var given =
        environment.keySet().stream()
            .filter(name -> name.startsWith(PREFIX))
            .collect(Collectors.toSet());
    assertThat(given)
        .as("variables that are settings of Tailrace: %s", config.effective())
        .isNotEmpty()
        .hasSize((int) used);
    return config;
  }
}
