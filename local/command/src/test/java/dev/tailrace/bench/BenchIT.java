package dev.tailrace.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The benchmarks of whole ways with few events: they come to an end and count what they should.
/// How fast is no matter here.
final class BenchIT {
  private static final Path RECORDED =
      Path.of(System.getProperty("tailrace.samples")).resolve("tail-events-prodlike.jsonl.gz");
  private static final List<String> OPTIONS = List.of("-Xmx512m");

  @TempDir private Path directory;

  @Test
  void path_bringsAllEventsThroughEachWay() {
    BenchReport.Data found = new PathBench(workload()).run(_ -> {}).data();

    assertThat(found.ways())
        .extracting(BenchReport.Way::name)
        .containsExactly("Kafka engine and view", "into ClickHouse alone", "into all stores");
    assertThat(found.ways())
        .allSatisfy(
            way -> assertThat(way.cpuMicros().get("ClickHouse")).as(way.name()).isPositive());
    assertThat(found.ways().getLast().cpuMicros())
        .containsOnlyKeys(
            "broker", "topology", "sinks", "ClickHouse", "Postgres", "S3 and catalog");
  }

  @Test
  void freshness_seesEventsInClickHouseAndInTheTable() {
    BenchReport.Data found = new FreshnessBench(workload(), 2_000, Map.of()).run(_ -> {}).data();

    assertThat(found.times())
        .extracting(BenchReport.Times::name)
        .containsExactly(
            "produced to queryable in ClickHouse",
            "10,000 at once: queryable in ClickHouse",
            "the same: rows in the Iceberg table");
    // Some recorded events are notices, which make no rows; mutations make one more each.
    assertThat(found.times().get(1).count()).isBetween(9_900, 10_000);
    assertThat(found.times().get(2).count()).isGreaterThan(10_000);
  }

  private Workload workload() {
    return new Workload(directory, RECORDED, 3_000, 3_000, OPTIONS);
  }

  @Test
  void queries_areAskedOverAsManyRowsAsWanted() {
    BenchReport.Data found =
        new QueriesBench(directory, RECORDED, 5_000, 3, OPTIONS).run(_ -> {}).data();

    assertThat(found.setting()).startsWith("5,000 rows of events");
    assertThat(found.times()).hasSize(4).allSatisfy(t -> assertThat(t.count()).isEqualTo(3));
  }
}
