package dev.tailrace.bench;

import dev.tailrace.stack.Delivery;
import dev.tailrace.stack.RecordedEvents;
import dev.tailrace.stack.StackTopics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The whole path from the raw topic into all stores, and into ClickHouse alone; and, beside them,
/// that of ClickHouse's own Kafka engine.
///
/// Each way has a topic of its own. The first events warm the way up. When they are stored, what
/// reads the topic is suspended while the others are published. So in the measured time nothing is
/// published, and all steps begin at the same event.
///
/// @param workload of each way
public record PathBench(Workload workload) {
  private static final int THREADS = 2;
  private static final String ENGINE = "engine";
  private static final String ALONE = "alone";
  private static final String RAW = "tail.raw";

  /// Runs it.
  ///
  /// @param progress is told each step, in words
  public BenchReport run(Consumer<String> progress) {
    BenchReport report =
        new BenchReport(
            "path", "%s, %d partitions".formatted(workload.inWords(), BenchKafka.PARTITIONS));
    try (BenchKafka kafka = BenchKafka.start(workload.directory())) {
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
    String raw = RAW + "-" + ENGINE;
    kafka.createTopic(raw);
    fill(kafka, raw, workload.warmUp());
    try (BenchStores stores = BenchStores.start(workload.directory().resolve(ENGINE))) {
      KafkaEngine.start(stores.clickHouse(), kafka.bootstrapServers(), raw);
      PaceMeter meter =
          PaceMeter.of(
              () -> stores.rows(KafkaEngine.TABLE),
              Map.of("ClickHouse", stores::clickHouseCpu, "broker", kafka.broker()::cpu));
      meter.awaitAll(workload.warmUp());
      try (Suspended _ = Suspended.of(stores.clickHousePid())) {
        fill(kafka, raw, workload.events());
      }
      return meter.measureFromStart(workload.total());
    }
  }

  private Pace clickHouseAlone(BenchKafka kafka) {
    var pipeline = new BenchPipeline(kafka, workload.directory(), RAW + "-" + ALONE, ALONE);
    return through(
        kafka,
        pipeline,
        ALONE,
        List.of(StackTopics.CLICKHOUSE_CONNECTOR),
        List.of(pipeline.topologyStage(), pipeline.clickHouseStage()));
  }

  private Pace everything(BenchKafka kafka) {
    return through(
        kafka,
        new BenchPipeline(kafka, workload.directory(), RAW, ""),
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
    kafka.createTopic(pipeline.raw());
    fill(kafka, pipeline.raw(), workload.warmUp());
    try (BenchStores stores = BenchStores.start(workload.directory().resolve(place));
        BenchProcess topology =
            pipeline.topology("bench", THREADS, workload.jvmOptions(), Map.of());
        BenchProcess sinks = pipeline.sinks(stores, connectors, workload.jvmOptions());
        Delivery delivery = pipeline.delivery(stages)) {
      PaceMeter meter =
          new PaceMeter(
              () -> stores.rows("events"),
              () -> delivery.waitingFor().isEmpty(),
              cpu(kafka, stores, topology, sinks));
      meter.awaitAll(workload.warmUp());
      try (Suspended _ = Suspended.of(topology.pid())) {
        fill(kafka, pipeline.raw(), workload.events());
      }
      return meter.measureFromStart(workload.total());
    }
  }

  private void fill(BenchKafka kafka, String raw, long count) {
    kafka.fill(raw, RecordedEvents.read(workload.recorded()), count, _ -> {});
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
