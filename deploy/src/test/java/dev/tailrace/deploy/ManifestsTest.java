package dev.tailrace.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every object of every overlay is what the API server, or the operator it is for, would accept.
class ManifestsTest {
  static List<Overlay> overlays() {
    return Overlay.all();
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void everyObject_isAccepted(Overlay overlay) {
    List<Manifest> others =
        overlay.manifests().stream().filter(manifest -> !StrimziResources.has(manifest)).toList();
    ArrayNode objects = Repository.JSON.createArrayNode();
    others.forEach(manifest -> objects.add(manifest.json()));

    List<String> problems = new ArrayList<>();
    JsonNode answers = NodeChecks.kubernetes(objects);
    for (int i = 0; i < others.size(); i++) {
      for (JsonNode problem : answers.get(i)) {
        problems.add(others.get(i) + ": " + problem.asText());
      }
    }
    overlay.manifests().stream()
        .filter(StrimziResources::has)
        .forEach(manifest -> problems.addAll(StrimziResources.problems(manifest)));

    assertThat(answers).hasSameSizeAs(others);
    assertThat(problems).isEmpty();
  }

  @Test
  void aFieldThatIsMisspelt_isFound() {
    Manifest set = Overlay.rendered("production").one("StatefulSet", "tailrace-topology");
    ObjectNode container = (ObjectNode) set.containers().getFirst();
    container.put("imagePulPolicy", "Always");

    assertThat(problemsOf(set)).anyMatch(text -> text.contains("imagePulPolicy is no field"));
  }

  @Test
  void aValueOfTheWrongType_isFound() {
    Manifest set = Overlay.rendered("dev").one("StatefulSet", "tailrace-topology");
    ((ObjectNode) set.json().get("spec")).put("replicas", "two");

    assertThat(problemsOf(set)).anyMatch(text -> text.contains("replicas"));
  }

  @Test
  void aMisspeltFieldOfAnOperatorsResource_isFound() {
    Overlay production = Overlay.rendered("production");
    Manifest scaled = production.one("ScaledObject", "tailrace-topology");
    ((ObjectNode) scaled.json().get("spec")).put("maxReplicas", 3);
    Manifest connect = Overlay.rendered("strimzi").one("KafkaConnect", "tailrace");
    ((ObjectNode) connect.json().get("spec")).put("bootstrapServer", "kafka:9092");

    assertThat(problemsOf(scaled)).anyMatch(text -> text.contains("maxReplicas is no field"));
    assertThat(StrimziResources.problems(connect))
        .anyMatch(text -> text.contains("bootstrapServer"));
    ((ObjectNode) connect.json().get("spec")).remove("bootstrapServer");
    ((ObjectNode) connect.json().at("/spec/config")).put("rest.port", 1);
    assertThat(StrimziResources.problems(connect)).anyMatch(text -> text.contains("rest.port"));
  }

  private static List<String> problemsOf(Manifest manifest) {
    ArrayNode one = Repository.JSON.createArrayNode().add(manifest.json());
    return Manifest.stream(NodeChecks.kubernetes(one).get(0)).map(JsonNode::asText).toList();
  }
}
