package dev.tailrace.bench;

import dev.tailrace.stack.Delivery;
import dev.tailrace.stack.RecordedEvents;
import dev.tailrace.stack.StackTopics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The whole path from the raw topic into all stores, and into ClickHouse alone; and, over the same
/// topic, ClickHouse's own Kafka engine.
///
/// @param directory for everything; must be empty
/// @param jvmOptions of topology and sinks
public record PathBench(Path directory, Path recorded, long events, List<String> jvmOptions) {
  private static final String RAW = "tail.raw";
  private static final int THREADS = 2;

  /// Runs it.
  ///
  /// @param progress is told each step, in words
  public BenchReport run(Consumer<String> progress) {
    BenchReport report =
        new BenchReport(
            "path", "%,d recorded events, %d partitions".formatted(events, BenchKafka.PARTITIONS));
    try (BenchKafka kafka = BenchKafka.start(directory)) {
      kafka.createTopic(RAW);
      progress.accept("publishing %,d recorded events".formatted(events));
      kafka.fill(RAW, RecordedEvents.read(recorded), events, _ -> {});
      progress.accept("Kafka engine of ClickHouse");
      Pace engine = kafkaEngine(kafka);
      report.add("Kafka engine and view", engine);
      progress.accept("into ClickHouse alone");
      Pace alone = clickHouseAlone(kafka);
      report.add("into ClickHouse alone", alone);
      progress.accept("into all stores");
      report.add("into all stores", everything(kafka));
      report.ratio(
          "CPU into ClickHouse alone to that of the Kafka engine",
          alone.cpuMicros() / engine.cpuMicros());
      report.ratio(
          "events/s into ClickHouse alone to those of the Kafka engine",
          alone.perSecond() / engine.perSecond());
    }
    return report;
  }

  private Pace kafkaEngine(BenchKafka kafka) {
    try (BenchStores stores = BenchStores.start(directory.resolve("engine"))) {
      KafkaEngine.start(stores.clickHouse(), kafka.bootstrapServers(), RAW);
      return PaceMeter.of(
              () -> stores.rows(KafkaEngine.TABLE),
              Map.of("ClickHouse", stores::clickHouseCpu, "broker", kafka.broker()::cpu))
          .measureFromStart(events);
    }
  }

  private Pace clickHouseAlone(BenchKafka kafka) {
    var pipeline = new BenchPipeline(kafka, directory, RAW, "alone");
    return through(
        kafka,
        pipeline,
        "alone",
        List.of(StackTopics.CLICKHOUSE_CONNECTOR),
        List.of(pipeline.topologyStage(), pipeline.clickHouseStage()));
  }

  private Pace everything(BenchKafka kafka) {
    return through(
        kafka,
        new BenchPipeline(kafka, directory, RAW, ""),
        "everything",
        List.of(
            StackTopics.CLICKHOUSE_CONNECTOR,
            StackTopics.WINDOWS_CONNECTOR,
            StackTopics.POSTGRES_CONNECTOR,
            StackTopics.R2_CONNECTOR),
        StackTopics.STAGES.stream()
            .filter(stage -> !stage.topic().equals(StackTopics.DEAD_LETTERS))
            .toList());
  }

  private Pace through(
      BenchKafka kafka,
      BenchPipeline pipeline,
      String place,
      List<String> connectors,
      List<Delivery.Stage> stages) {
    try (BenchStores stores = BenchStores.start(directory.resolve(place));
        BenchProcess topology = pipeline.topology("bench", THREADS, jvmOptions, Map.of());
        BenchProcess sinks = pipeline.sinks(stores, connectors, jvmOptions);
        Delivery delivery = pipeline.delivery(stages)) {
      return new PaceMeter(
              () -> stores.rows("events"),
              () -> delivery.waitingFor().isEmpty(),
              cpu(kafka, stores, topology, sinks))
          .measureFromStart(events);
    }
  }

  private static Map<String, Supplier<Duration>> cpu(
      BenchKafka kafka, BenchStores stores, BenchProcess topology, BenchProcess sinks) {
    Map<String, Supplier<Duration>> cpu = new HashMap<>(stores.cpu());
    cpu.put("broker", kafka.broker()::cpu);
    cpu.put("topology", topology::cpu);
    cpu.put("sinks", sinks::cpu);
    return cpu;
  }
}
