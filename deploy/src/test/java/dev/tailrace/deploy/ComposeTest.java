package dev.tailrace.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The compose file: everything waits for what it needs, and nothing listens beyond this machine.
class ComposeTest {
  private static final Set<String> CONDITIONS =
      Set.of("service_healthy", "service_completed_successfully");

  private final Map<String, JsonNode> services = Compose.FILE.services();

  @Test
  void everyPart_isThere() {
    assertThat(services.keySet())
        .containsExactlyInAnyOrder(
            "kafka",
            "schema-registry",
            "clickhouse",
            "postgres",
            "s3",
            "iceberg",
            "schema",
            "topology",
            "connect",
            "connectors",
            "prometheus",
            "grafana");
  }

  @Test
  void images_arePinned() {
    services.forEach(
        (name, service) ->
            assertThat(Pinned.problems(service.get("image").asText())).as(name).isEmpty());
    assertThat(Pinned.problems("grafana/grafana:latest")).isNotEmpty();
    assertThat(Pinned.problems("clickhouse/clickhouse-server")).isNotEmpty();
    assertThat(Pinned.problems("eclipse-temurin:25-jre")).isNotEmpty();
  }

  @Test
  void whatStaysUp_tellsItsHealth() {
    services.forEach(
        (name, service) -> {
          boolean isOurs =
              service.has("build")
                  && !Dockerfile.FILE
                      .stage(service.at("/build/target").asText())
                      .last("HEALTHCHECK")
                      .equals("NONE");
          assertThat(endsByItself(service) || isOurs || service.at("/healthcheck/test").isArray())
              .as(name)
              .isTrue();
        });
  }

  private static boolean endsByItself(JsonNode service) {
    return service.path("restart").asText().equals("no");
  }

  /// `up --wait` fails when a service ends, unless another one waits for that end.
  @Test
  void whatEndsByItself_isWaitedFor() {
    Set<String> ending =
        services.entrySet().stream()
            .filter(service -> endsByItself(service.getValue()))
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    Set<String> awaited = new HashSet<>();
    services.forEach(
        (name, service) ->
            service
                .path("depends_on")
                .properties()
                .forEach(
                    need -> {
                      String condition = need.getValue().path("condition").asText();
                      assertThat(services).as(name).containsKey(need.getKey());
                      assertThat(CONDITIONS).as(name).contains(condition);
                      boolean ends = ending.contains(need.getKey());
                      assertThat(condition.equals("service_completed_successfully"))
                          .as("%s waits for %s", name, need.getKey())
                          .isEqualTo(ends);
                      if (ends) {
                        awaited.add(need.getKey());
                      }
                    }));

    assertThat(ending).containsExactlyInAnyOrder("schema", "connectors").isEqualTo(awaited);
  }

  @Test
  void needs_formNoCircle() {
    Set<String> started = new TreeSet<>();
    while (started.size() < services.size()) {
      List<String> next =
          services.entrySet().stream()
              .filter(service -> !started.contains(service.getKey()))
              .filter(service -> started.containsAll(needs(service.getValue())))
              .map(Map.Entry::getKey)
              .toList();
      assertThat(next).as("what can start after %s", started).isNotEmpty();
      started.addAll(next);
    }
  }

  private static Set<String> needs(JsonNode service) {
    Set<String> names = new TreeSet<>();
    service.path("depends_on").fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void ports_areThisMachinesAndPublishedOnce() {
    List<String> published = new ArrayList<>();
    services.forEach(
        (name, service) ->
            service
                .path("ports")
                .forEach(
                    port -> {
                      assertThat(port.asText()).as(name).matches("127\\.0\\.0\\.1:\\d+:\\d+");
                      published.add(port.asText().split(":", -1)[1]);
                    }));
    assertThat(published).isNotEmpty().doesNotHaveDuplicates();
  }

  @Test
  void volumes_areDeclaredOrFilesOfThisRepository() {
    Set<String> declared = new TreeSet<>();
    Compose.FILE.json().get("volumes").fieldNames().forEachRemaining(declared::add);
    Set<String> used = new TreeSet<>();
    services.forEach(
        (name, service) ->
            service
                .path("volumes")
                .forEach(
                    volume -> {
                      String source = volume.asText().split(":", -1)[0];
                      if (source.startsWith(".")) {
                        assertThat(Files.exists(Repository.ROOT.resolve(source)))
                            .as(source)
                            .isTrue();
                        assertThat(volume.asText()).as(name).endsWith(":ro");
                      } else {
                        used.add(source);
                      }
                    }));
    assertThat(used).isEqualTo(declared);
  }

  @Test
  void ourContainers_haveNoRights() {
    services.forEach(
        (name, service) -> {
          if (service.has("build")) {
            assertThat(service.get("read_only").asBoolean()).as(name).isTrue();
            assertThat(service.get("cap_drop").toString()).isEqualTo("[\"ALL\"]");
            assertThat(service.get("security_opt").toString()).contains("no-new-privileges");
            assertThat(service.get("tmpfs").toString()).contains("/tmp:exec");
            assertThat(Dockerfile.FILE.stage(service.at("/build/target").asText())).isNotNull();
          }
        });
  }

  @Test
  void prometheus_scrapesServicesThatAreThere() {
    JsonNode file =
        Repository.yaml(Repository.text(Repository.DEPLOY.resolve("docker/prometheus.yml")))
            .getFirst();
    for (JsonNode job : file.get("scrape_configs")) {
      String target = job.at("/static_configs/0/targets/0").asText();
      String service = target.split(":", -1)[0];
      String port = target.split(":", -1)[1];
      assertThat(services).containsKey(service);
      String exposed =
          Dockerfile.FILE.stage(services.get(service).at("/build/target").asText()).last("EXPOSE");
      assertThat(exposed).isEqualTo(port);
    }
  }
}
