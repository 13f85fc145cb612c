package dev.tailrace.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tailrace.engines.KafkaBroker;
import dev.tailrace.engines.SchemaRegistryServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The command line of the topology's image, outside of a container.
class TopologyImageIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @TempDir static Path temporary;
  private static ImageFolder image;

  @BeforeAll
  static void build() {
    Path assembled = Repository.ROOT.resolve("topology/target/image");
    image = ImageFolder.of("topology", temporary.resolve("image"), Map.of("", assembled));
    Run training = image.train(Map.of());
    assertThat(training.code()).as(training.output()).isZero();
    assertThat(image.folder().resolve("topology.aot")).isNotEmptyFile();
  }

  @Test
  void wrongConfiguration_endsWithTwoAndSaysSo() {
    Map<String, String> environment = image.environment();
    environment.put("TAILRACE_TOPICS_PARTITIONS", "none");
    environment.put("TAILRACE_HTTP_PORT", "0");
    environment.put("TAILRACE_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:9");

    Run run = Run.of(image.command(List.of()), image.folder(), environment, LIMIT);

    assertThat(run.code()).as(run.output()).isEqualTo(2);
    assertThat(run.output())
        .contains("tailrace.topics.partitions (environment): 'none' is not a whole number")
        .as("the cache fits")
        .doesNotContain("[aot]");
  }

  @Test
  void withABroker_itRunsAndEndsOnSigterm() throws Exception {
    try (KafkaBroker broker =
            KafkaBroker.start(KafkaBroker.Settings.of(temporary.resolve("kafka")));
        SchemaRegistryServer registry =
            SchemaRegistryServer.start(0, temporary.resolve("registry.jsonl"))) {
      Path output = temporary.resolve("topology.log");
      Process process =
          image.start(
              List.of(),
              Map.of(
                  "TAILRACE_KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers(),
                  "TAILRACE_SERDE_SCHEMA_REGISTRY_URL", registry.url(),
                  "TAILRACE_TOPICS_PARTITIONS", "1",
                  "TAILRACE_INSTANCE", "topology-0",
                  "TAILRACE_HTTP_HOST", "127.0.0.1",
                  "TAILRACE_HTTP_PORT", "0",
                  "TAILRACE_STREAMS_STATE_DIR", temporary.resolve("state").toString()),
              output);
      try {
        await()
            .atMost(LIMIT)
            .until(
                () ->
                    !process.isAlive()
                        || Repository.text(output).contains("from REBALANCING to RUNNING"));
        assertThat(process.isAlive()).as(Repository.text(output)).isTrue();
        process.destroy();
        assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isIn(0, 128 + 15);
        assertThat(Repository.text(output)).doesNotContain("[aot]");
      } finally {
        process.destroyForcibly().waitFor();
      }
    }
  }
}
