package dev.tailrace.sink.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.sink.UpsertSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.apache.kafka.connect.sink.SinkConnector;
import org.junit.jupiter.api.Test;

/// What Connect is told of the connector.
class PostgresSinkConnectorTest {
  private final PostgresSinkConnector connector = new PostgresSinkConnector();

  @Test
  void connector_isFoundByConnect() {
    assertThat(ServiceLoader.load(SinkConnector.class).stream().map(ServiceLoader.Provider::type))
        .contains(PostgresSinkConnector.class);
  }

  @Test
  void wholeConfiguration_isAccepted() {
    assertThat(problems(Map.of())).isEmpty();
  }

  @Test
  void wrongConfiguration_isRefusedBeforeItStarts() {
    assertThat(problems(Map.of(PostgresSinkConfig.URL, "postgres://db/shop")))
        .singleElement()
        .asString()
        .contains("'postgres://db/shop' is no JDBC URL");
    assertThat(problems(Map.of("consumer.override.isolation.level", "read_uncommitted")))
        .singleElement()
        .asString()
        .contains("set it to read_committed");
    assertThat(problems(Map.of(PostgresSinkConfig.DOCUMENT_MAX_BYTES, "0"))).hasSize(1);
    assertThat(problems(Map.of(UpsertSettings.FLUSH_INTERVAL_MS, "0"))).hasSize(1);
  }

  @Test
  void passwords_areNotPrinted() {
    PostgresSinkConfig config =
        new PostgresSinkConfig(
            Map.of(
                PostgresSinkConfig.URL,
                "jdbc:postgresql://db/shop?password=hidden1&ssl=true",
                PostgresSinkConfig.PASSWORD,
                "hidden2"));

    assertThat(config.connection().toString()).contains("//db/shop").doesNotContain("hidden");
    assertThat(config.values().toString()).doesNotContain("hidden2");
  }

  private List<String> problems(Map<String, String> more) {
    Map<String, String> candidate =
        new HashMap<>(
            Map.of(
                "name",
                "things",
                "topics",
                "things.mutations",
                PostgresSinkConfig.URL,
                "jdbc:postgresql://db:5432/shop",
                "consumer.override.isolation.level",
                "read_committed"));
    candidate.putAll(more);
    return connector.validate(candidate).configValues().stream()
        .flatMap(value -> value.errorMessages().stream())
        .toList();
  }
}
