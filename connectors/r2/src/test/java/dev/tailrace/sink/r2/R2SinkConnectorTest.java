package dev.tailrace.sink.r2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.sink.ConsumerRule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class R2SinkConnectorTest {
  private static Map<String, String> good() {
    Map<String, String> properties = new HashMap<>();
    properties.put("name", "r2");
    properties.put("topics", "events");
    properties.put(ConsumerRule.ISOLATION_LEVEL, ConsumerRule.READ_COMMITTED);
    properties.put(R2SinkKeys.BUCKET, "tailrace");
    properties.put("registry.schema.registry.url", "http://127.0.0.1:1");
    return properties;
  }

  private static List<ConfigValue> bad(Map<String, String> properties) {
    return new R2SinkConnector()
        .validate(properties).configValues().stream()
            .filter(value -> !value.errorMessages().isEmpty())
            .toList();
  }

  @Test
  void leastConfiguration_isGood() {
    assertThat(bad(good())).isEmpty();
    Map<String, String> whole = good();
    whole.put(R2SinkKeys.ENDPOINT, "https://account.r2.cloudflarestorage.com");
    whole.put(R2SinkKeys.ACCESS_KEY, "id");
    whole.put(R2SinkKeys.SECRET_KEY, "secret");
    whole.put(R2SinkKeys.DIRECTORIES, "events=tail, other-topic=other");
    whole.put("iceberg.catalog.uri", "https://catalog");
    whole.put("iceberg.catalog.token", "t");
    assertThat(bad(whole)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "consumer.override.isolation.level, read_uncommitted",
    "s3.bucket, ''",
    "s3.bucket, a/b",
    "s3.endpoint, localhost:9000",
    "s3.endpoint, http://a b",
    "s3.endpoint, s3://bucket",
    "s3.access.key, only-the-id",
    "s3.secret.key, only-the-secret",
    "s3.part.bytes, 5242879",
    "s3.part.bytes, many",
    "s3.timeout.ms, 0",
    "source.name, my-kafka",
    "source.name, ''",
    "directories, events",
    "directories, events=a/b",
    "directories, '=x'",
    "roll.interval.ms, 7000",
    "roll.interval.ms, 999",
    "roll.interval.ms, 86400001",
    "roll.idle.grace.ms, -1",
    "file.max.rows, 0",
    "file.row.group.rows, 0",
    "file.zstd.level, 23",
    "backlog.max.bytes, 0",
    "iceberg.namespace, ''",
    "iceberg.namespace, a..b",
    "iceberg.commit.interval.ms, 99",
    "retry.backoff.ms, 0",
    "stop.limit.ms, -1"
  })
  void badValue_namesItsKey(String key, String value) {
    Map<String, String> properties = good();
    properties.put(key, value);

    assertThat(bad(properties))
        .singleElement()
        .satisfies(bad -> assertThat(bad.errorMessages().toString()).contains(key));
  }

  @Test
  void missingValues_nameTheirKeys() {
    for (String key : List.of(R2SinkKeys.BUCKET, ConsumerRule.ISOLATION_LEVEL)) {
      Map<String, String> properties = good();
      properties.remove(key);
      assertThat(bad(properties))
          .singleElement()
          .satisfies(bad -> assertThat(bad.errorMessages().toString()).contains(key));
    }
  }

  @Test
  void catalogWithoutItsAddress_isRefused() {
    Map<String, String> properties = good();
    properties.put("iceberg.catalog.warehouse", "w");

    assertThat(bad(properties))
        .singleElement()
        .satisfies(
            bad -> assertThat(bad.errorMessages().toString()).contains("iceberg.catalog.uri"));
  }

  @Test
  void secret_isNeverShown() {
    Map<String, String> properties = good();
    properties.put(R2SinkKeys.ACCESS_KEY, "id");
    properties.put(R2SinkKeys.SECRET_KEY, "very-secret");
    R2SinkConfig config = new R2SinkConfig(properties);

    assertThat(config.bucket().toString()).doesNotContain("very-secret");
    assertThat(config.bucket().credentials().toString()).doesNotContain("very-secret");
    assertThat(config.values().toString()).doesNotContain("very-secret");
  }
}
