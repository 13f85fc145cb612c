package dev.tailrace.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.app.StreamsProperties;
import dev.tailrace.app.TailraceConfig;
import dev.tailrace.topology.TopicCatalog;
import dev.tailrace.topology.TopicSpec;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the topology is told is what it understands.
class TopologyConfigurationTest {
  static List<Overlay> overlays() {
    return Overlay.all();
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void everyVariableOfAnOverlay_isASetting(Overlay overlay) {
    Manifest set = overlay.one("StatefulSet", "tailrace-topology");

    TailraceConfig config = Environments.read(Environments.of(overlay, set));

    assertThat(StreamsProperties.of(config)).containsEntry("state.dir", "/var/lib/tailrace");
  }

  @Test
  void everyVariableOfTheComposeFile_isASetting() {
    var _ = Environments.read(Compose.FILE.environment("topology"));
  }

  @Test
  void aVariableThatIsNone_isFound() {
    assertThatThrownBy(
            () ->
                Environments.read(
                    Map.of(
                        "TAILRACE_KAFKA_BOOTSTRAP_SERVERS", "kafka:9092",
                        "TAILRACE_SERDE_SCHEMA_REGISTRY_URL", "http://registry:8081",
                        "TAILRACE_TOPIC_PARTITIONS", "3")))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("TAILRACE_TOPIC_PARTITIONS");
  }

  @Test
  void strimzisTopics_areThoseTheTopologyWouldMake() {
    Overlay strimzi = Overlay.rendered("strimzi");
    Map<String, TopicSpec> declared = new TreeMap<>();
    strimzi
        .of("KafkaTopic")
        .forEach(
            topic ->
                declared.put(
                    topic.name(),
                    new TopicSpec(
                        topic.name(),
                        topic.json().at("/spec/partitions").asInt(),
                        Manifest.texts(topic.json().at("/spec/config")))));
    TailraceConfig.Topics topics =
        Environments.read(Environments.of(strimzi, strimzi.one("StatefulSet", "tailrace-topology")))
            .topics();
    int partitions = declared.get(topics.names().raw()).partitions();
    int letterPartitions = declared.get(topics.names().deadLetters()).partitions();
    Map<String, TopicSpec> wanted = new TreeMap<>();
    TopicCatalog.of(topics.names(), partitions, letterPartitions, (short) 3, topics.retention())
        .specs()
        .forEach(spec -> wanted.put(spec.name(), spec));

    assertThat(declared).isEqualTo(wanted);
  }
}
