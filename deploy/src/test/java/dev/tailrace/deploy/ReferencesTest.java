package dev.tailrace.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What one object of an overlay names in another is there.
class ReferencesTest {
  /// Keys of the secrets that whoever runs the cluster makes; docs/operations.md lists them. The
  /// last three are Strimzi's.
  private static final Map<String, Set<String>> EXTERNAL_SECRETS =
      Map.of(
          "tailrace-stores",
          Set.of(
              "clickhouse-password",
              "postgres-password",
              "s3-access-key",
              "s3-secret-key",
              "iceberg-token"),
          "tailrace-schema",
          Set.of(
              "clickhouse-user",
              "clickhouse-password",
              "postgres-user",
              "postgres-password",
              "s3-access-key",
              "s3-secret-key"),
          "tailrace-kafka",
          Set.of("topology-jaas", "connect-jaas"),
          "tailrace-cluster-ca-cert",
          Set.of("ca.crt"),
          "tailrace-topology",
          Set.of("user.crt", "user.key"),
          "tailrace-connect",
          Set.of("user.crt", "user.key"));

  static List<Overlay> overlays() {
    return Overlay.all();
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void selectors_takeTheirPods(Overlay overlay) {
    assertThat(overlay.workloads()).isNotEmpty();
    for (Manifest workload : overlay.workloads().toList()) {
      if (!workload.kind().equals("Job")) {
        JsonNode selector = workload.json().at("/spec/selector");
        assertThat(Manifest.selects(selector, workload.podLabels())).as("%s", workload).isTrue();
      }
      JsonNode spread = workload.pod().path("topologySpreadConstraints");
      for (JsonNode constraint : spread) {
        JsonNode selector = constraint.get("labelSelector");
        assertThat(Manifest.selects(selector, workload.podLabels())).as("%s", workload).isTrue();
      }
    }
    Stream.of("Service", "PodDisruptionBudget", "NetworkPolicy", "PodMonitor")
        .flatMap(overlay::of)
        // Pods that Strimzi makes are no object here.
        .filter(manifest -> !manifest.json().toString().contains("\"strimzi.io/kind\""))
        .forEach(
            manifest ->
                assertThat(pods(overlay, selector(manifest))).as("%s", manifest).isNotEmpty());
  }

  private static JsonNode selector(Manifest manifest) {
    JsonNode spec = manifest.json().get("spec");
    return spec.has("podSelector") ? spec.get("podSelector") : spec.get("selector");
  }

  private static List<Manifest> pods(Overlay overlay, JsonNode selector) {
    return overlay.workloads().filter(pod -> Manifest.selects(selector, pod.podLabels())).toList();
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void namedPorts_areThere(Overlay overlay) {
    for (Manifest service : overlay.of("Service").toList()) {
      Set<String> names = portNames(pods(overlay, selector(service)));
      service
          .json()
          .at("/spec/ports")
          .forEach(port -> assertThat(names).contains(port.get("targetPort").asText()));
    }
    for (Manifest monitor : overlay.of("PodMonitor").toList()) {
      Set<String> names = portNames(pods(overlay, selector(monitor)));
      monitor
          .json()
          .at("/spec/podMetricsEndpoints")
          .forEach(end -> assertThat(names).contains(end.get("port").asText()));
    }
    for (Manifest workload : overlay.workloads().toList()) {
      for (JsonNode container : workload.containers()) {
        Set<String> names =
            Manifest.stream(container.path("ports"))
                .map(port -> port.get("name").asText())
                .collect(Collectors.toSet());
        Repository.objects(container).stream()
            .filter(node -> node.has("httpGet"))
            .forEach(probe -> assertThat(names).contains(probe.at("/httpGet/port").asText()));
      }
    }
  }

  private static Set<String> portNames(List<Manifest> workloads) {
    return workloads.stream()
        .flatMap(workload -> workload.containers().stream())
        .flatMap(container -> Manifest.stream(container.path("ports")))
        .map(port -> port.get("name").asText())
        .collect(Collectors.toSet());
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void everyConfigMapAndSecret_isThereOrListed(Overlay overlay) {
    List<String> missing = new ArrayList<>();
    for (Manifest manifest : overlay.manifests()) {
      for (JsonNode node : Repository.objects(manifest.json())) {
        missing.addAll(missingOf(overlay, node));
      }
    }
    assertThat(missing).isEmpty();
  }

  private static List<String> missingOf(Overlay overlay, JsonNode node) {
    List<String> missing = new ArrayList<>();
    for (String field : List.of("configMapRef", "configMapKeyRef", "configMap")) {
      JsonNode reference = node.path(field);
      if (reference.has("name") && !hasConfigMap(overlay, reference)) {
        missing.add(field + " " + reference);
      }
    }
    if (node.has("secretKeyRef") && !hasSecret(node.get("secretKeyRef"), "name")) {
      missing.add(node.toString());
    }
    if (node.has("secretName") && !hasSecret(node, "secretName")) {
      missing.add(node.toString());
    }
    return missing;
  }

  private static boolean hasConfigMap(Overlay overlay, JsonNode reference) {
    return overlay
        .of("ConfigMap")
        .filter(map -> map.name().equals(reference.get("name").asText()))
        .anyMatch(
            map ->
                !reference.has("key") || map.json().get("data").has(reference.get("key").asText()));
  }

  private static boolean hasSecret(JsonNode reference, String nameField) {
    Set<String> keys = EXTERNAL_SECRETS.getOrDefault(reference.get(nameField).asText(), Set.of());
    Set<String> wanted = new HashSet<>();
    if (reference.has("key") && nameField.equals("name")) {
      wanted.add(reference.get("key").asText());
    }
    reference.path("items").forEach(item -> wanted.add(item.get("key").asText()));
    return !keys.isEmpty() && keys.containsAll(wanted);
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void mountsAccountsAndTargets_areThere(Overlay overlay) {
    for (Manifest workload : overlay.workloads().toList()) {
      Set<String> volumes =
          Stream.concat(
                  Manifest.stream(workload.pod().path("volumes"))
                      .map(volume -> volume.get("name").asText()),
                  Manifest.stream(workload.json().at("/spec/volumeClaimTemplates"))
                      .map(claim -> claim.at("/metadata/name").asText()))
              .collect(Collectors.toSet());
      Set<String> mounted =
          workload.containers().stream()
              .flatMap(container -> Manifest.stream(container.path("volumeMounts")))
              .map(mount -> mount.get("name").asText())
              .collect(Collectors.toSet());
      assertThat(mounted).as("%s", workload).isEqualTo(volumes);
      assertThat(
              overlay
                  .one("ServiceAccount", workload.pod().get("serviceAccountName").asText())
                  .json()
                  .get("automountServiceAccountToken")
                  .asBoolean())
          .isFalse();
    }
    Manifest set = overlay.one("StatefulSet", "tailrace-topology");
    assertThat(
            overlay
                .one("Service", set.json().at("/spec/serviceName").asText())
                .json()
                .at("/spec/clusterIP")
                .asText())
        .isEqualTo("None");
    overlay
        .of("ScaledObject")
        .forEach(
            scaled -> {
              JsonNode target = scaled.json().at("/spec/scaleTargetRef");
              Manifest found =
                  overlay.one(target.get("kind").asText(), target.get("name").asText());
              assertThat(found.json().get("spec").has("replicas"))
                  .as("who counts replicas")
                  .isFalse();
            });
  }
}
