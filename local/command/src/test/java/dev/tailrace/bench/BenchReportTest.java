package dev.tailrace.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class BenchReportTest {
  @Test
  void data_areJson() throws JsonProcessingException {
    ObjectMapper mapper = new ObjectMapper();

    JsonNode json = mapper.readTree(mapper.writeValueAsString(report().data()));

    assertThat(json.get("day").textValue()).matches("\\d{4}-\\d{2}-\\d{2}");
    JsonNode way = json.get("ways").get(0);
    assertThat(way.get("eventsPerSecond").longValue()).isEqualTo(500);
    assertThat(way.get("cpuMicros").get("itself").doubleValue()).isEqualTo(3);
    assertThat(json.get("times").get(0).get("p99Millis").doubleValue()).isEqualTo(1.5);
    assertThat(json.get("ratios").get("of one to the other").doubleValue()).isEqualTo(0.67);
  }

  @Test
  void text_isATable() {
    assertThat(report().text())
        .contains("one way                               500            3.0   itself 3.0")
        .contains("0.67  of one to the other");
  }

  private static BenchReport report() {
    BenchReport report = new BenchReport("some", "1,000 events");
    report.add(
        "one way", new Pace(1_000, Duration.ofSeconds(2), Map.of("itself", Duration.ofMillis(3))));
    Latencies latencies = new Latencies();
    latencies.add(Duration.ofNanos(1_500_000).toNanos());
    report.add("one time", latencies);
    report.ratio("of one to the other", 2 / 3.0);
    return report;
  }
}
