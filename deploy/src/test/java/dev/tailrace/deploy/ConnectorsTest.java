package dev.tailrace.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.runtime.SinkConnectorConfig;
import org.apache.kafka.connect.runtime.distributed.DistributedConfig;
import org.apache.kafka.connect.sink.SinkConnector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The connectors' configurations and the worker's, read by what reads them.
class ConnectorsTest {
  private static final Pattern REFERENCE =
      Pattern.compile("\\$\\{(env|dir):(?:([^:}]*):)?([^}]*)}");

  /// Sections whose keys belong to a client that a connector hands them to.
  private static final List<String> HANDED_ON =
      List.of("registry.", "iceberg.catalog.", "clickhouse.setting.");

  static List<Path> files() {
    return Repository.files(Repository.DEPLOY.resolve("connectors"), ".json");
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyKey_isOneOfTheConnectorsAndItsValueIsGood(Path file) throws Exception {
    Map<String, String> config = resolved(Repository.json(file));
    SinkConnector connector =
        Class.forName(config.get("connector.class"))
            .asSubclass(SinkConnector.class)
            .getDeclaredConstructor()
            .newInstance();
    ConfigDef own = connector.config();
    ConfigDef all = new ConfigDef(SinkConnectorConfig.configDef());
    own.configKeys().values().forEach(all::define);
    config.put("name", file.getFileName().toString().replace(".json", ""));

    assertThat(unknown(config, all)).isEmpty();
    assertThat(all.validate(config))
        .allSatisfy(value -> assertThat(value.errorMessages()).as(value.name()).isEmpty());
    assertThat(connector.validate(config).configValues())
        .allSatisfy(value -> assertThat(value.errorMessages()).as(value.name()).isEmpty());
    connector.start(config);
    connector.stop();
  }

  @Test
  void aMisspeltKey_isFound() {
    assertThat(unknown(Map.of("topic", "events"), SinkConnectorConfig.configDef()))
        .containsExactly("topic");
    assertThat(
            unknown(
                Map.of("consumer.override.isolation", "read_committed"),
                SinkConnectorConfig.configDef()))
        .isNotEmpty();
  }

  private static Set<String> unknown(Map<String, String> config, ConfigDef definition) {
    Set<String> unknown = new TreeSet<>(config.keySet());
    unknown.removeAll(definition.names());
    unknown.removeIf(key -> HANDED_ON.stream().anyMatch(key::startsWith));
    unknown.removeIf(
        key ->
            key.startsWith("consumer.override.")
                && ConsumerConfig.configNames()
                    .contains(key.substring("consumer.override.".length())));
    return unknown;
  }

  static Map<String, String> resolved(JsonNode json) {
    Map<String, String> config = new HashMap<>();
    Manifest.texts(json)
        .forEach(
            (key, value) -> {
              String text = value.equals("${env:DEAD_LETTER_REPLICATION_FACTOR}") ? "1" : value;
              String url =
                  key.endsWith("url") || key.endsWith("uri") || key.endsWith("endpoint")
                      ? "http://store:1"
                      : "text";
              if (key.equals("postgres.url")) {
                url = "jdbc:postgresql://store:1/tailrace";
              }
              config.put(key, REFERENCE.matcher(text).replaceAll(Matcher.quoteReplacement(url)));
            });
    return config;
  }

  @Test
  void whatConfigurationsReferTo_isGivenToWorkers() {
    Set<String> variables = new TreeSet<>();
    Set<String> secrets = new TreeSet<>();
    for (Path file : files()) {
      Matcher reference = REFERENCE.matcher(Repository.text(file));
      while (reference.find()) {
        if (reference.group(1).equals("env")) {
          variables.add(reference.group(3));
        } else {
          assertThat(reference.group(2)).isEqualTo("/mnt/tailrace-secrets");
          secrets.add(reference.group(3));
        }
      }
    }
    for (String name : List.of("dev", "production")) {
      Overlay overlay = Overlay.rendered(name);
      assertThat(Environments.of(overlay, overlay.one("Deployment", "tailrace-connect")))
          .containsKeys(variables.toArray(String[]::new));
    }
    assertThat(Compose.FILE.environment("connect")).containsKeys(variables.toArray(String[]::new));
    Set<String> strimzi = new TreeSet<>();
    Overlay.rendered("strimzi")
        .one("KafkaConnect", "tailrace")
        .json()
        .at("/spec/template/connectContainer/env")
        .forEach(variable -> strimzi.add(variable.get("name").asText()));
    assertThat(strimzi).isEqualTo(variables);
    for (String secret : secrets) {
      assertThat(Repository.DEPLOY.resolve("docker/secrets").resolve(secret)).exists();
    }
  }

  @Test
  void strimzisConnectors_areTheSame() {
    Overlay strimzi = Overlay.rendered("strimzi");
    for (Path file : files()) {
      String name = file.getFileName().toString().replace(".json", "");
      JsonNode spec = strimzi.one("KafkaConnector", name).json().get("spec");
      Map<String, String> declared = Manifest.texts(spec.get("config"));
      declared.put("connector.class", spec.get("class").asText());
      declared.put("tasks.max", spec.get("tasksMax").asText());
      assertThat(declared).as(name).isEqualTo(Manifest.texts(Repository.json(file)));
    }
    assertThat(strimzi.of("KafkaConnector")).hasSize(files().size());
  }

  @Test
  void workersProperties_areConnects() {
    for (String file :
        List.of("k8s/connect/connect.properties", "k8s/overlays/production/connect.properties")) {
      assertThat(unknownOfWorker(properties(Repository.text(Repository.DEPLOY.resolve(file)))))
          .as(file)
          .isEmpty();
    }
    Map<String, String> misspelt =
        properties(
            Repository.text(Repository.DEPLOY.resolve("k8s/connect/connect.properties"))
                .replace("plugin.path=", "plugin.paths=")
                .replace("max.poll.records", "max.polled.records"));
    assertThat(unknownOfWorker(misspelt)).hasSize(2);
  }

  private static Set<String> unknownOfWorker(Map<String, String> properties) {
    Map<String, String> plain = new HashMap<>(properties);
    plain.keySet().removeIf(key -> key.startsWith("config.providers"));
    plain.replaceAll((_, value) -> value.contains("${") ? "text:1" : value);
    Set<String> names = new DistributedConfig(plain).values().keySet();
    Set<String> unknown = new TreeSet<>();
    for (String key : properties.keySet()) {
      boolean isKnown =
          names.contains(key)
              || key.startsWith("config.providers.")
              || isOf(key, "", AdminClientConfig.configNames())
              || isOf(key, "consumer.", ConsumerConfig.configNames())
              || isOf(key, "producer.", ProducerConfig.configNames())
              || isOf(key, "admin.", AdminClientConfig.configNames());
      if (!isKnown) {
        unknown.add(key);
      }
    }
    return unknown;
  }

  private static boolean isOf(String key, String prefix, Set<String> names) {
    return key.startsWith(prefix) && names.contains(key.substring(prefix.length()));
  }

  private static Map<String, String> properties(String text) {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, String> map = new HashMap<>();
    properties.forEach((key, value) -> map.put(key.toString(), value.toString()));
    return map;
  }
}
