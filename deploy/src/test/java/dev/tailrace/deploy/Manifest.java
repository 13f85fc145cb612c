package dev.tailrace.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// One object of a rendered overlay.
record Manifest(JsonNode json) {
  /// Kinds that Kubernetes runs pods for by a template of theirs.
  private static final Set<String> WORKLOADS = Set.of("StatefulSet", "Deployment", "Job");

  String kind() {
    return json.path("kind").asText();
  }

  String name() {
    return json.at("/metadata/name").asText();
  }

  String group() {
    String apiVersion = json.path("apiVersion").asText();
    return apiVersion.contains("/") ? apiVersion.substring(0, apiVersion.indexOf('/')) : "";
  }

  boolean isWorkload() {
    return WORKLOADS.contains(kind());
  }

  /// The specification of the workload's pods.
  JsonNode pod() {
    return isWorkload() ? json.at("/spec/template/spec") : MissingNode.getInstance();
  }

  Map<String, String> podLabels() {
    return texts(json.at("/spec/template/metadata/labels"));
  }

  List<JsonNode> containers() {
    List<JsonNode> all = new ArrayList<>();
    pod().path("initContainers").forEach(all::add);
    pod().path("containers").forEach(all::add);
    return all;
  }

  static Map<String, String> texts(JsonNode object) {
    Map<String, String> map = new TreeMap<>();
    object.properties().forEach(field -> map.put(field.getKey(), field.getValue().asText()));
    return map;
  }

  /// Whether a label selector takes pods with these labels.
  static boolean selects(JsonNode selector, Map<String, String> labels) {
    boolean isPlain = !selector.has("matchLabels") && !selector.has("matchExpressions");
    JsonNode exact = isPlain ? selector : selector.path("matchLabels");
    return labels.entrySet().containsAll(texts(exact).entrySet())
        && stream(selector.path("matchExpressions"))
            .allMatch(
                expression ->
                    stream(expression.path("values"))
                        .anyMatch(
                            value ->
                                value
                                    .asText()
                                    .equals(labels.get(expression.path("key").asText()))));
  }

  static Stream<JsonNode> stream(JsonNode array) {
    List<JsonNode> items = new ArrayList<>();
    array.forEach(items::add);
    return items.stream();
  }

  @Override
  public String toString() {
    return kind() + "/" + name();
  }
}
