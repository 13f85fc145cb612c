package dev.tailrace.bench;

import dev.tailrace.stack.RecordedEvents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The topology with everything it does, beside the bare hop from JSON to Avro: all read the same
/// topic, one after the other, and again.
///
/// @param workload whose first events warm up each of them
/// @param rounds of all
/// @param shapes in which the topology runs, one after the other; the hop has two threads
/// @param settings of the topology, over its own
public record TopologyBench(
    Workload workload, int rounds, List<Shape> shapes, Map<String, String> settings) {
  private static final String RAW = "tail.raw";
  private static final String HOP = "bare hop";
  private static final int HOP_THREADS = 2;

  public TopologyBench {
    shapes = List.copyOf(shapes);
    settings = Map.copyOf(settings);
  }

  /// Runs it.
  ///
  /// @param progress is told each step, in words
  public BenchReport run(Consumer<String> progress) {
    Map<String, List<Pace>> paces = new LinkedHashMap<>();
    try (BenchKafka kafka = BenchKafka.start(workload.directory())) {
      kafka.createTopic(RAW);
      kafka.createTopic(BareHop.OUTPUT);
      progress.accept("publishing %s".formatted(workload.inWords()));
      kafka.fill(RAW, RecordedEvents.read(workload.recorded()), workload.total(), _ -> {});
      for (int round = 1; round <= rounds; round++) {
        note(paces, HOP, hop(kafka, round, progress), progress);
        for (Shape shape : shapes) {
          note(paces, name(shape), topology(kafka, shape, round, progress), progress);
        }
      }
    }
    return report(paces);
  }

  private static String name(Shape shape) {
    return "topology " + shape;
  }

  private static void note(
      Map<String, List<Pace>> paces, String way, Pace pace, Consumer<String> progress) {
    paces.computeIfAbsent(way, _ -> new ArrayList<>()).add(pace);
    progress.accept(
        "%s: %,.0f events/s, %.1f us of CPU per event"
            .formatted(way, pace.perSecond(), pace.cpuMicros()));
  }

  private Pace hop(BenchKafka kafka, int round, Consumer<String> progress) {
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
            workload.directory().resolve(application).toString(),
            "threads",
            String.valueOf(HOP_THREADS));
    return measure(
        kafka,
        application,
        List.of(
            () ->
                BenchProcess.start(
                    BenchMain.BARE_HOP,
                    workload.jvmOptions(),
                    settings,
                    workload.directory().resolve(application + ".log"))),
        progress);
  }

  private Pace topology(BenchKafka kafka, Shape shape, int round, Consumer<String> progress) {
    var pipeline = new BenchPipeline(kafka, workload.directory(), RAW, round + "-" + shape);
    List<Supplier<BenchProcess>> starts = new ArrayList<>();
    for (int i = 1; i <= shape.instances(); i++) {
      String instance = "bench-" + i;
      starts.add(
          () -> pipeline.topology(instance, shape.threads(), workload.jvmOptions(), settings));
    }
    return measure(kafka, pipeline.application(), starts, progress);
  }

  private Pace measure(
      BenchKafka kafka,
      String application,
      List<Supplier<BenchProcess>> starts,
      Consumer<String> progress) {
    List<BenchProcess> running = new ArrayList<>();
    try {
      starts.forEach(start -> running.add(start.get()));
      return PaceMeter.of(
              new Milestones(() -> kafka.committed(application, RAW), progress),
              Map.of("itself", () -> cpu(running), "broker", kafka.broker()::cpu))
          .measure(workload);
    } finally {
      running.forEach(BenchProcess::close);
    }
  }

  private static Duration cpu(List<BenchProcess> processes) {
    return processes.stream().map(BenchProcess::cpu).reduce(Duration.ZERO, Duration::plus);
  }

  private BenchReport report(Map<String, List<Pace>> paces) {
    BenchReport report =
        new BenchReport(
            "topology",
            "%s, %d partitions, instances x stream threads, median of %d rounds"
                .formatted(workload.inWords(), BenchKafka.PARTITIONS, rounds));
    paces.forEach((way, measured) -> report.add(way, median(measured)));
    Pace hop = median(paces.get(HOP));
    for (Shape shape : shapes) {
      Pace pace = median(paces.get(name(shape)));
      report.ratio(
          "events/s of %s to those of the bare hop".formatted(name(shape)),
          pace.perSecond() / hop.perSecond());
      report.ratio(
          "CPU of %s to that of the bare hop, brokers included".formatted(name(shape)),
          pace.cpuMicros() / hop.cpuMicros());
    }
    return report;
  }

  private static Pace median(List<Pace> measured) {
    return measured.stream()
        .sorted((a, b) -> Double.compare(a.perSecond(), b.perSecond()))
        .toList()
        .get(measured.size() / 2);
  }
}
