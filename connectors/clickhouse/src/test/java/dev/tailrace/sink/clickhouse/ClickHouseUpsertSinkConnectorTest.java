package dev.tailrace.sink.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.sink.SinkSettings;
import dev.tailrace.sink.UpsertSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.apache.kafka.connect.sink.SinkConnector;
import org.junit.jupiter.api.Test;

/// What Connect is told of the connector.
class ClickHouseUpsertSinkConnectorTest {
  private final ClickHouseUpsertSinkConnector connector = new ClickHouseUpsertSinkConnector();

  @Test
  void bothConnectors_areFoundByConnect() {
    assertThat(ServiceLoader.load(SinkConnector.class).stream().map(ServiceLoader.Provider::type))
        .contains(ClickHouseSinkConnector.class, ClickHouseUpsertSinkConnector.class);
  }

  @Test
  void keysOfBatches_areNotOffered() {
    assertThat(connector.config().names())
        .contains(ClickHouseConfig.URL, ClickHouseConfig.TABLES, UpsertSettings.FLUSH_INTERVAL_MS)
        .doesNotContain(
            ClickHouseSinkConfig.BATCH_ID_COLUMN,
            ClickHouseSinkConfig.PARTITION_COLUMN,
            SinkSettings.BATCHES_IN_FLIGHT,
            SinkSettings.BATCH_MAX_ROWS);
    assertThat(new ClickHouseSinkConnector().config().names())
        .contains(ClickHouseSinkConfig.BATCH_ID_COLUMN, SinkSettings.BATCHES_IN_FLIGHT)
        .doesNotContain(UpsertSettings.FLUSH_INTERVAL_MS);
  }

  @Test
  void wholeConfiguration_isAccepted() {
    assertThat(problems(Map.of())).isEmpty();
  }

  @Test
  void wrongConfiguration_isRefusedBeforeItStarts() {
    assertThat(problems(Map.of(ClickHouseConfig.TABLES, "only-a-topic")))
        .singleElement()
        .asString()
        .contains("must be topic=table");
    assertThat(problems(Map.of("consumer.override.isolation.level", "read_uncommitted")))
        .singleElement()
        .asString()
        .contains("set it to read_committed");
    assertThat(problems(Map.of(UpsertSettings.FLUSH_INTERVAL_MS, "0"))).hasSize(1);
  }

  private List<String> problems(Map<String, String> more) {
    Map<String, String> candidate =
        new HashMap<>(
            Map.of(
                "name",
                "windows",
                "topics",
                "service-metrics.hourly,error-trends.5min",
                "consumer.override.isolation.level",
                "read_committed",
                ClickHouseConfig.URL,
                "http://127.0.0.1:1",
                ClickHouseConfig.TABLES,
                "service-metrics.hourly=service_metrics_hourly"));
    candidate.putAll(more);
    return connector.validate(candidate).configValues().stream()
        .flatMap(value -> value.errorMessages().stream())
        .toList();
  }
}
