package dev.tailrace.bench;

import dev.tailrace.stack.RecordedEvents;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The topology with everything it does, beside the bare hop from JSON to Avro: both read the same
/// topic, one after the other, and again.
///
/// @param directory for everything; must be empty
/// @param events on the raw topic
/// @param rounds of both
/// @param threads of Kafka Streams, in each process
/// @param instances of the topology, each a process; the hop is always one
/// @param jvmOptions of both
/// @param settings of the topology, over its own
public record TopologyBench(
    Path directory,
    Path recorded,
    long events,
    int rounds,
    int threads,
    int instances,
    List<String> jvmOptions,
    Map<String, String> settings) {
  private static final String RAW = "tail.raw";
  private static final String HOP = "bare hop";
  private static final String TOPOLOGY = "topology";

  /// What came out of one round.
  record Result(Pace hop, Pace topology) {
    double ratio() {
      return topology.perSecond() / hop.perSecond();
    }
  }

  /// Runs it.
  ///
  /// @param progress is told each step, in words
  public BenchReport run(Consumer<String> progress) {
    List<Result> results = new ArrayList<>();
    try (BenchKafka kafka = BenchKafka.start(directory)) {
      kafka.createTopic(RAW);
      kafka.createTopic(BareHop.OUTPUT);
      progress.accept("publishing %,d recorded events".formatted(events));
      kafka.fill(RAW, RecordedEvents.read(recorded), events, _ -> {});
      for (int round = 1; round <= rounds; round++) {
        Pace hop = hop(kafka, round);
        progress.accept(line(round, HOP, hop));
        Pace topology = topology(kafka, round);
        progress.accept(line(round, TOPOLOGY, topology));
        results.add(new Result(hop, topology));
      }
    }
    return report(results);
  }

  private static String line(int round, String name, Pace pace) {
    return "round %d, %s: %,.0f events/s, %.1f us of CPU per event"
        .formatted(round, name, pace.perSecond(), pace.cpuMicros());
  }

  private Pace hop(BenchKafka kafka, int round) {
    String application = "hop-" + round;
    Map<String, String> settings =
        Map.of(
            "broker",
            kafka.bootstrapServers(),
            "application",
            application,
            "raw",
            RAW,
            "directory",
            directory.resolve(application).toString(),
            "threads",
            String.valueOf(threads));
    return measure(
        kafka,
        application,
        List.of(
            () ->
                BenchProcess.start(
                    BenchMain.BARE_HOP,
                    jvmOptions,
                    settings,
                    directory.resolve(application + ".log"))));
  }

  private Pace topology(BenchKafka kafka, int round) {
    var pipeline = new BenchPipeline(kafka, directory, RAW, String.valueOf(round));
    List<Supplier<BenchProcess>> starts = new ArrayList<>();
    for (int i = 1; i <= instances; i++) {
      String instance = "bench-" + i;
      starts.add(() -> pipeline.topology(instance, threads, jvmOptions, settings));
    }
    return measure(kafka, pipeline.application(), starts);
  }

  private Pace measure(BenchKafka kafka, String application, List<Supplier<BenchProcess>> starts) {
    List<BenchProcess> running = new ArrayList<>();
    try {
      starts.forEach(start -> running.add(start.get()));
      return PaceMeter.of(
              () -> kafka.committed(application, RAW),
              Map.of("itself", () -> cpu(running), "broker", kafka.broker()::cpu))
          .measure(events);
    } finally {
      running.forEach(BenchProcess::close);
    }
  }

  private static Duration cpu(List<BenchProcess> processes) {
    return processes.stream().map(BenchProcess::cpu).reduce(Duration.ZERO, Duration::plus);
  }

  private BenchReport report(List<Result> results) {
    List<Result> byRatio =
        results.stream().sorted((a, b) -> Double.compare(a.ratio(), b.ratio())).toList();
    Result median = byRatio.get(byRatio.size() / 2);
    BenchReport report =
        new BenchReport(
            "topology",
            "%,d recorded events, %d partitions, topology %d x %d stream threads, median of %d rounds"
                .formatted(events, BenchKafka.PARTITIONS, instances, threads, rounds));
    report.add(HOP, median.hop());
    report.add(TOPOLOGY, median.topology());
    report.ratio("events/s of the topology to those of the bare hop", median.ratio());
    report.ratio(
        "CPU of the topology to that of the bare hop, brokers included",
        median.topology().cpuMicros() / median.hop().cpuMicros());
    return report;
  }
}
