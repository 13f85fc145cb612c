package dev.tailrace.bench;

import dev.tailrace.stack.ClickHouseHttp;
import dev.tailrace.stack.RecordedEvents;
import dev.tailrace.stack.StackTopics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// How long it takes from the producer's `send` until an event is in the answer to a query of
/// ClickHouse, while everything runs and events come at a steady rate.
///
/// @param directory for everything; must be empty
/// @param events altogether; those of the first quarter warm everything up and do not count
/// @param jvmOptions of topology and sinks
public record FreshnessBench(
    Path directory, Path recorded, long events, int eventsPerSecond, List<String> jvmOptions) {
  private static final String RAW = "tail.raw";
  private static final int WARM_PART = 4;
  private static final int THREADS = 2;
  private static final Duration LOOK = Duration.ofMillis(50);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /// Asks for the newest rows alone, so that the question costs the same all the time.
  private static final String NEWEST =
      """
      SELECT source_partition, max(source_offset) FROM events
      WHERE timestamp > now64(3) - INTERVAL 20 SECOND GROUP BY source_partition
      """;

  /// Runs it.
  ///
  /// @param progress is told each step, in words
  public BenchReport run(Consumer<String> progress) {
    try (BenchKafka kafka = BenchKafka.start(directory);
        BenchStores stores = BenchStores.start(directory)) {
      kafka.createTopic(RAW);
      var pipeline = new BenchPipeline(kafka, directory, RAW, "");
      try (BenchProcess _ = pipeline.topology("bench", THREADS, jvmOptions, Map.of());
          BenchProcess _ =
              pipeline.sinks(
                  stores,
                  List.of(
                      StackTopics.CLICKHOUSE_CONNECTOR,
                      StackTopics.WINDOWS_CONNECTOR,
                      StackTopics.POSTGRES_CONNECTOR,
                      StackTopics.R2_CONNECTOR),
                  jvmOptions);
          SteadyLoad load =
              new SteadyLoad(
                  kafka.bootstrapServers(),
                  RAW,
                  RecordedEvents.read(recorded),
                  eventsPerSecond,
                  events)) {
        progress.accept("publishing %,d events a second".formatted(eventsPerSecond));
        return report(watch(load, stores.clickHouse()));
      }
    }
  }

  private Latencies watch(SteadyLoad load, ClickHouseHttp clickHouse) {
    long[] next = new long[BenchKafka.PARTITIONS];
    Latencies latencies = new Latencies();
    long seen = 0;
    long lastNanos = System.nanoTime();
    while (seen < events) {
      List<List<String>> newest = clickHouse.rows(NEWEST);
      long now = System.nanoTime();
      long before = seen;
      for (List<String> row : newest) {
        int partition = Integer.parseInt(row.get(0));
        for (long end = Long.parseLong(row.get(1)) + 1; next[partition] < end; next[partition]++) {
          if (seen++ >= events / WARM_PART) {
            latencies.add(now - load.sentNanos(partition, next[partition]));
          }
        }
      }
      if (seen > before) {
        lastNanos = now;
      } else if (load.acknowledged() == events && now - lastNanos > PATIENCE.toNanos()) {
        break; // The last records may be notices, which make no row.
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
    return latencies;
  }

  private BenchReport report(Latencies latencies) {
    BenchReport report =
        new BenchReport(
            "freshness",
            "%,d recorded events at %,d a second, all stores".formatted(events, eventsPerSecond));
    report.add("produced to queryable in ClickHouse", latencies);
    return report;
  }
}
