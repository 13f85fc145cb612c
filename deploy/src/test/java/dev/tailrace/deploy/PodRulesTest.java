package dev.tailrace.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What every pod must be, whatever it runs: pinned, bounded, watched, and without rights.
class PodRulesTest {
  /// How long the topology takes to close at most, and then some for the virtual machine to end.
  private static final int TOPOLOGY_GRACE_SECONDS = 30 + 15;

  static List<Overlay> overlays() {
    return Overlay.all();
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void images_arePinned(Overlay overlay) {
    for (Manifest workload : overlay.workloads().toList()) {
      for (JsonNode container : workload.containers()) {
        assertThat(Pinned.problems(container.get("image").asText())).as("%s", workload).isEmpty();
      }
    }
    for (Manifest connect : overlay.of("KafkaConnect").toList()) {
      JsonNode artifacts = connect.json().at("/spec/plugins/0/artifacts");
      assertThat(artifacts).isNotEmpty();
      assertThat(Pinned.problems(artifacts.get(0).get("reference").asText())).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void pods_haveNoRights(Overlay overlay) {
    for (Manifest workload : overlay.workloads().toList()) {
      JsonNode pod = workload.pod();
      assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).as("%s", workload).isTrue();
      assertThat(pod.at("/securityContext/runAsUser").asInt()).as("%s", workload).isEqualTo(10001);
      assertThat(pod.at("/securityContext/seccompProfile/type").asText())
          .isEqualTo("RuntimeDefault");
      assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
      for (JsonNode container : workload.containers()) {
        JsonNode security = container.path("securityContext");
        assertThat(security.path("readOnlyRootFilesystem").asBoolean()).isTrue();
        assertThat(security.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
        assertThat(security.at("/capabilities/drop").toString()).isEqualTo("[\"ALL\"]");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void memory_isRequestedAndBounded(Overlay overlay) {
    for (Manifest workload : overlay.workloads().toList()) {
      for (JsonNode container : workload.containers()) {
        JsonNode resources = container.path("resources");
        assertThat(resources.at("/requests/cpu").isTextual()).as("%s", workload).isTrue();
        assertThat(resources.at("/requests/memory").isTextual()).as("%s", workload).isTrue();
        assertThat(resources.at("/limits/memory").isTextual()).as("%s", workload).isTrue();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void whatStaysUp_isProbed(Overlay overlay) {
    for (Manifest workload : overlay.workloads().toList()) {
      if (!workload.kind().equals("Job")) {
        for (JsonNode container : workload.containers()) {
          Set<String> fields = new TreeSet<>();
          container.fieldNames().forEachRemaining(fields::add);
          assertThat(fields)
              .as("%s", workload)
              .contains("startupProbe", "livenessProbe", "readinessProbe");
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void theTopology_mayCloseAndKeepsItsNameAndState(Overlay overlay) {
    Manifest set = overlay.one("StatefulSet", "tailrace-topology");
    JsonNode container = set.containers().getFirst();

    assertThat(set.pod().get("terminationGracePeriodSeconds").asInt())
        .isGreaterThanOrEqualTo(TOPOLOGY_GRACE_SECONDS);
    assertThat(set.json().at("/spec/podManagementPolicy").asText()).isEqualTo("Parallel");
    JsonNode instance =
        Manifest.stream(container.get("env"))
            .filter(variable -> variable.get("name").asText().equals("TAILRACE_INSTANCE"))
            .findFirst()
            .orElseThrow();
    assertThat(instance.at("/valueFrom/fieldRef/fieldPath").asText()).isEqualTo("metadata.name");
    String state = Environments.of(overlay, set).get("TAILRACE_STREAMS_STATE_DIR");
    assertThat(container.get("volumeMounts"))
        .anyMatch(
            mount ->
                mount.get("name").asText().equals("state")
                    && mount.get("mountPath").asText().equals(state));
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void instances_areNoMoreThanPartitions(Overlay overlay) {
    Map<String, String> environment =
        Environments.of(overlay, overlay.one("StatefulSet", "tailrace-topology"));
    for (Manifest scaled : overlay.of("ScaledObject").toList()) {
      int most = scaled.json().at("/spec/maxReplicaCount").asInt();
      int partitions =
          overlay
              .of("KafkaTopic")
              .filter(topic -> topic.name().equals("tail.raw"))
              .map(topic -> topic.json().at("/spec/partitions").asInt())
              .findFirst()
              .orElseGet(() -> Integer.parseInt(environment.get("TAILRACE_TOPICS_PARTITIONS")));
      assertThat(most).isEqualTo(partitions);
    }
  }
}
