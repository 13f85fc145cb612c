package dev.tailrace.clickhouse;

import static dev.tailrace.clickhouse.GatewayPanes.OPENED;
import static dev.tailrace.clickhouse.GatewayPanes.OPENED_LATE;
import static dev.tailrace.clickhouse.GatewayPanes.errors;
import static dev.tailrace.clickhouse.GatewayPanes.pane;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tailrace.clickhouse.ServicePane.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the views compute from merged sketches is what the sketch of all values says, and near what
/// the values themselves say.
class WindowSketchesIT {
  @RegisterExtension private static final ClickHouseEngine ENGINE = new ClickHouseEngine();

  private WindowDatabase database;

  @BeforeEach
  void makeDatabase() {
    database = new WindowDatabase(ENGINE.server());
  }

  /// Two panes with every second value each; the answer must not depend on how they are parted.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1,2",
        "1,2,3",
        "100,200,300,400,500",
        "0,0",
        "0,7",
        "49,50",
        "1,1,1,1,1,1,1,1,1,1000000",
        "small",
        "wide",
        "zeros",
        "slow"
      })
  void percentilesOfMergedSketches_areThoseOfAllValues(String kind) {
    long[] values = values(kind);
    Call[] even = new Call[(values.length + 1) / 2];
    Call[] odd = new Call[values.length / 2];
    for (int i = 0; i < values.length; i++) {
      (i % 2 == 0 ? even : odd)[i / 2] = Call.of(values[i], values[values.length - 1 - i] * 3);
    }
    database.insert(pane(OPENED, 1, 0, even), pane(OPENED_LATE, 2, 1, odd));

    JsonNode row = database.only("SELECT * FROM service_metrics_hourly_latest");
    JsonNode day = database.only("SELECT * FROM service_metrics_daily");
    long[] walls = LongStream.of(values).map(value -> value * 3).toArray();
    for (int percent : new int[] {50, 95, 99}) {
      String cpu = "p" + percent + "_cpu_time";
      String wall = "p" + percent + "_wall_time";
      TimeSketch.assertNear(row.path(cpu).asDouble(), percent / 100.0, values);
      TimeSketch.assertNear(row.path(wall).asDouble(), percent / 100.0, walls);
      assertThat(row.path(cpu).asDouble())
          .isCloseTo(
              TimeSketch.of(values).quantile(percent / 100.0), Percentage.withPercentage(1e-9));
      assertThat(day.path(cpu)).isEqualTo(row.path(cpu));
      assertThat(day.path(wall)).isEqualTo(row.path(wall));
    }
  }

  @Test
  void sketchesOfDifferentAccuracy_giveNoWrongPercentile() {
    ServicePane one = pane(OPENED, 1, 0, Call.of(0, 100), Call.of(0, 200));
    ServicePane other = pane(OPENED_LATE, 2, 1, Call.of(0, 300));
    database
        .engine()
        .insert(database.name(), "service_metrics_hourly", List.of(one.row(0.01), other.row(0.02)));
    for (String view : List.of("service_metrics_hourly_latest", "service_metrics_weekly")) {
      assertThat(
              database.sql(
                  "SELECT p50_wall_time, p99_wall_time, avg_wall_time, p99_cpu_time FROM " + view))
          .isEqualTo("nan\tnan\t200\t0");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 100, MessageSketch.SIZE - 1})
  void fewDistinctMessages_areCountedExactly(int messages) {
    // Every message is in both panes, in one of them twice.
    List<String> texts = texts(messages);
    List<String> twice = new ArrayList<>(texts);
    twice.addAll(texts);
    database.insertErrors(errors(OPENED, texts), errors(OPENED_LATE, twice));
    JsonNode row = database.only("SELECT * FROM error_trends_5min_latest");
    assertThat(row.path("unique_messages").asLong()).isEqualTo(messages);
    assertThat(row.path("error_count").asLong()).isEqualTo(3L * messages);
    assertThat(row.path("avg_frequency").asDouble()).isEqualTo(3.0 * messages / 5);
  }

  @ParameterizedTest
  @ValueSource(ints = {MessageSketch.SIZE, 5_000, 30_000})
  void manyDistinctMessages_areEstimated(int messages) {
    List<String> texts = texts(messages);
    int third = messages / 3;
    database.insertErrors(
        errors(OPENED, texts.subList(0, 2 * third)),
        errors(OPENED_LATE, texts.subList(third, messages)));
    JsonNode row = database.only("SELECT * FROM error_trends_5min_latest");
    assertThat(row.path("unique_messages").asLong())
        .isCloseTo(messages, Percentage.withPercentage(5))
        .isEqualTo(MessageSketch.of(MessageSketch.SIZE, texts).estimate());
  }

  @Test
  void sketchesOfDifferentSize_mergeToTheSmaller() {
    List<String> texts = texts(6_000);
    database
        .engine()
        .insert(
            database.name(),
            "error_trends_5min",
            List.of(
                errors(OPENED, texts.subList(0, 4_000)).row(4_096),
                errors(OPENED_LATE, texts.subList(2_000, 6_000)).row(1_024),
                errors(OPENED_LATE.plusSeconds(1), List.of()).row(8)));
    assertThat(
            database
                .only("SELECT * FROM error_trends_5min_latest")
                .path("unique_messages")
                .asLong())
        .isEqualTo(MessageSketch.of(1_024, texts).estimate());
  }

  private static List<String> texts(int count) {
    return IntStream.range(0, count).mapToObj(i -> "cannot read property " + i).toList();
  }

  private static long[] values(String kind) {
    Random random = new Random(kind.hashCode());
    return switch (kind) {
      case "small" -> LongStream.range(0, 999).map(_ -> random.nextInt(50)).toArray();
      case "wide" ->
          LongStream.range(0, 4_000)
              .map(_ -> Math.round(Math.exp(random.nextDouble() * 18)))
              .toArray();
      case "zeros" ->
          LongStream.range(0, 1_000).map(_ -> Math.max(0, random.nextInt(60) - 30)).toArray();
      case "slow" -> LongStream.range(0, 100).map(_ -> 900_000 + random.nextInt(100_000)).toArray();
      default -> List.of(kind.split(",", -1)).stream().mapToLong(Long::parseLong).toArray();
    };
  }
}
