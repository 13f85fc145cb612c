package dev.tailrace.bench;

import dev.tailrace.stack.Delivery;
import dev.tailrace.stack.RecordedEvents;
import dev.tailrace.stack.StackTopics;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// The ClickHouse sink alone, beside what the engine itself needs for the same rows: a topic of
/// sealed events, made before by the topology, goes into the table.
///
/// @param workload whose first events warm the sink up
public record SinkBench(Workload workload) {
  private static final String RAW = "tail.raw";
  private static final int THREADS = 2;

  /// Runs it.
  ///
  /// @param progress is told each step, in words
  public BenchReport run(Consumer<String> progress) {
    try (BenchKafka kafka = BenchKafka.start(workload.directory());
        BenchStores stores = BenchStores.start(workload.directory())) {
      kafka.createTopic(RAW);
      progress.accept("publishing %,d recorded events".formatted(workload.total()));
      kafka.fill(RAW, RecordedEvents.read(workload.recorded()), workload.total(), _ -> {});
      var pipeline = new BenchPipeline(kafka, workload.directory(), RAW, "sink");
      progress.accept("enriching and sealing them");
      // It stays: what is open at its end would be sealed only by the next one.
      try (BenchProcess _ = pipeline.topology("bench", THREADS, workload.jvmOptions(), Map.of())) {
        PaceMeter.of(() -> kafka.committed(pipeline.application(), RAW), Map.of())
            .awaitAll(workload.total());
        progress.accept("storing them");
        return report(store(kafka, stores, pipeline), stores);
      }
    }
  }

  private Pace store(BenchKafka kafka, BenchStores stores, BenchPipeline pipeline) {
    try (BenchProcess sink =
            pipeline.sinks(
                stores, List.of(StackTopics.CLICKHOUSE_CONNECTOR), workload.jvmOptions());
        Delivery delivery = pipeline.delivery(List.of(pipeline.clickHouseStage()))) {
      return new PaceMeter(
              () -> stores.rows("events"),
              () -> delivery.waitingFor().isEmpty(),
              Map.of(
                  "sink",
                  sink::cpu,
                  "ClickHouse",
                  stores::clickHouseCpu,
                  "broker",
                  kafka.broker()::cpu))
          .measure(workload);
    }
  }

  private BenchReport report(Pace pace, BenchStores stores) {
    BenchReport report =
        new BenchReport(
            "sink",
            "%s, %d partitions, one task; the table has %,d rows"
                .formatted(workload.inWords(), BenchKafka.PARTITIONS, stores.rows("events")));
    report.add("ClickHouse sink", pace);
    report.ratio(
        "CPU of the sink's JVM to that of ClickHouse",
        pace.cpuMicros("sink") / pace.cpuMicros("ClickHouse"));
    return report;
  }
}
