package dev.tailrace.bench;

import dev.tailrace.stack.RecordedEvents;
import dev.tailrace.stack.StackTopics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// How long it takes from the producer's `send` until an event is in the answer to a query, while
/// everything runs: at a steady rate in ClickHouse; and of some events sent at once, in ClickHouse
/// and in the Iceberg table.
///
/// @param workload whose events all go at the steady rate
/// @param settings of the topology, over its own
public record FreshnessBench(Workload workload, int eventsPerSecond, Map<String, String> settings) {
  /// The documented benchmark of writes.
  static final int AT_ONCE = 10_000;

  private static final String RAW = "tail.raw";
  private static final int THREADS = 2;
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final Duration TELL = Duration.ofSeconds(5);

  /// Longer than files and tables wait for more.
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /// Runs it.
  ///
  /// @param progress is told each step, in words
  public BenchReport run(Consumer<String> progress) {
    try (BenchKafka kafka = BenchKafka.start(workload.directory());
        BenchStores stores = BenchStores.start(workload.directory())) {
      kafka.createTopic(RAW);
      var pipeline = new BenchPipeline(kafka, workload.directory(), RAW, "");
      try (BenchProcess _ = pipeline.topology("bench", THREADS, workload.jvmOptions(), settings);
          BenchProcess _ =
              pipeline.sinks(
                  stores,
                  List.of(
                      StackTopics.CLICKHOUSE_CONNECTOR,
                      StackTopics.WINDOWS_CONNECTOR,
                      StackTopics.POSTGRES_CONNECTOR,
                      StackTopics.R2_CONNECTOR),
                  workload.jvmOptions())) {
        LakeRows lake = new LakeRows(stores.catalogUrl());
        RecordedEvents recording = RecordedEvents.read(workload.recorded());
        long[] firstOffsets = kafka.ends(RAW);
        try (SteadyLoad load =
            new SteadyLoad(
                kafka.bootstrapServers(),
                RAW,
                firstOffsets,
                recording,
                eventsPerSecond,
                workload.total(),
                AT_ONCE)) {
          FreshRows rows = new FreshRows(stores.clickHouse(), load, firstOffsets);
          return measure(load, rows, lake, stores, progress);
        }
      }
    }
  }

  private BenchReport measure(
      SteadyLoad load,
      FreshRows rows,
      LakeRows lake,
      BenchStores stores,
      Consumer<String> progress) {
    progress.accept("publishing %,d events a second".formatted(eventsPerSecond));
    var _ = steady(load, rows, workload.warmUp(), progress);
    progress.accept("measuring from now on");
    Latencies steady = steady(load, rows, workload.total(), progress);
    progress.accept("waiting until all stores have them");
    settle(lake, stores, workload.total());
    progress.accept("publishing %,d events at once".formatted(AT_ONCE));
    BenchReport report =
        new BenchReport(
            "freshness",
            "%s, at %,d a second; then %,d at once; all stores"
                .formatted(workload.inWords(), eventsPerSecond, AT_ONCE));
    report.add("produced to queryable in ClickHouse", steady);
    atOnce(load, rows, lake, stores, report);
    return report;
  }

  /// Looks until so many events were seen.
  ///
  /// @return how long those took that had not been seen before
  private static Latencies steady(
      SteadyLoad load, FreshRows rows, long until, Consumer<String> progress) {
    Latencies latencies = new Latencies();
    Latencies lately = new Latencies();
    long begin = System.nanoTime();
    long told = begin;
    long lastNanos = begin;
    while (rows.seen() < until) {
      long before = rows.seen();
      rows.look(
          nanos -> {
            latencies.add(nanos);
            lately.add(nanos);
          });
      long now = System.nanoTime();
      if (now - told > TELL.toNanos() && lately.count() > 0) {
        progress.accept(
            "after %d s: p99 of the last %d s %,d ms"
                .formatted(
                    Duration.ofNanos(now - begin).toSeconds(),
                    TELL.toSeconds(),
                    lately.quantile(0.99).toMillis()));
        lately.clear();
        told = now;
      }
      if (rows.seen() > before) {
        lastNanos = now;
      } else if (load.acknowledged() >= until && now - lastNanos > PATIENCE.toNanos()) {
        break; // The last records may be notices, which make no row.
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
    return latencies;
  }

  /// Waits until the table has as many rows as ClickHouse, and at least as many as were published.
  private static void settle(LakeRows lake, BenchStores stores, long published) {
    long last = -1;
    long lastNanos = System.nanoTime();
    while (true) {
      long inTable = lake.count();
      if (inTable >= published && inTable == stores.rows("events")) {
        return;
      }
      if (inTable > last) {
        last = inTable;
        lastNanos = System.nanoTime();
      } else if (System.nanoTime() - lastNanos > 2 * PATIENCE.toNanos()) {
        throw new IllegalStateException(
            "the Iceberg table has %,d rows and ClickHouse %,d"
                .formatted(inTable, stores.rows("events")));
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  private static void atOnce(
      SteadyLoad load, FreshRows rows, LakeRows lake, BenchStores stores, BenchReport report) {
    long stored = lake.count();
    long begin = System.nanoTime();
    load.burst(AT_ONCE);
    Latencies inClickHouse = new Latencies();
    Latencies inTable = new Latencies();
    long lastNanos = System.nanoTime();
    long clickHouseNanos = lastNanos;
    while (System.nanoTime() - lastNanos < PATIENCE.toNanos()) {
      int before = inClickHouse.count();
      rows.look(inClickHouse::add);
      long now = System.nanoTime();
      if (inClickHouse.count() > before) {
        clickHouseNanos = now;
        lastNanos = now;
      }
      long count = lake.count();
      for (; stored < count; stored++) {
        inTable.add(System.nanoTime() - begin);
        lastNanos = System.nanoTime();
      }
      if (inTable.count() >= AT_ONCE && stored == stores.rows("events")) {
        break;
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
    report.add("%,d at once: queryable in ClickHouse".formatted(AT_ONCE), inClickHouse);
    report.add("the same: rows in the Iceberg table", inTable);
    report.ratio(
        "events/s into ClickHouse, of those sent at once",
        AT_ONCE * 1e9 / (clickHouseNanos - begin));
    report.ratio(
        "rows/s into the Iceberg table, of those sent at once",
        inTable.count() * 1e9 / inTable.quantile(1).toNanos());
  }
}
