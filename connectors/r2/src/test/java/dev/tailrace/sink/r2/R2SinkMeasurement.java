package dev.tailrace.sink.r2;

import com.sun.management.OperatingSystemMXBean;
import dev.tailrace.schema.Event;
import dev.tailrace.sink.avro.Framed;
import dev.tailrace.sink.avro.RecordedEvents;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;

/// Measures what the sink makes of many events that come at a steady pace over six partitions:
/// files, sizes, rows per second, processor time and heap. Prints one line of a table.
///
/// Arguments: how many events in all, how many of them make a second of the log's time.
public final class R2SinkMeasurement {
  private static final int PARTITIONS = 6;
  private static final int BATCH_ROWS = 1_000;
  private static final int HEAP_EVERY = 60_000;
  private static final Instant BEGIN = Instant.parse("2026-11-20T12:00:00Z");

  private R2SinkMeasurement() {}

  public static void main(String[] arguments) throws IOException {
    long events = Long.parseLong(arguments[0]);
    long perSecond = Long.parseLong(arguments[1]);
    Path directory = Files.createTempDirectory("r2-measurement");
    try (LocalLake lake = new LocalLake(directory)) {
      measure(lake, events, perSecond);
    }
  }

  private static void measure(LocalLake lake, long events, long perSecond) throws IOException {
    int schemaId = lake.register("events", Event.getClassSchema());
    AtomicReference<Instant> now = new AtomicReference<>(BEGIN);
    Map<TopicPartition, Long> offsets = new HashMap<>();
    TopicLog[] logs = new TopicLog[PARTITIONS];
    for (int i = 0; i < PARTITIONS; i++) {
      logs[i] = new TopicLog("events", i);
    }
    Source source = new Source(schemaId);
    long cpu = 0;
    long took = 0;
    long peakHeap = 0;
    try (TaskRun run = new TaskRun(lake.withTables(), offsets, now, logs)) {
      for (long done = 0; done < events; done += (long) PARTITIONS * BATCH_ROWS) {
        Instant time = BEGIN.plus(Duration.ofMillis(done * 1_000 / perSecond));
        now.set(time);
        for (TopicLog log : logs) {
          source.batch(log, time);
        }
        long cpuBefore = cpuNanos();
        long before = System.nanoTime();
        run.until(() -> allRead(logs, run));
        took += System.nanoTime() - before;
        cpu += cpuNanos() - cpuBefore;
        if (done % HEAP_EVERY == 0) {
          peakHeap = Math.max(peakHeap, liveHeap());
        }
        for (TopicLog log : logs) {
          // What is kept is what a task may ask for again while it finds out where to begin.
          long keep = log.endOffset() - 3 * BATCH_ROWS;
          log.compact(row -> row.kafkaOffset() < keep);
        }
      }
      for (TopicLog log : logs) {
        log.seal(TopicLog.batch(now.get().plusSeconds(600)));
      }
      long cpuBefore = cpuNanos();
      long before = System.nanoTime();
      run.untilStored();
      took += System.nanoTime() - before;
      cpu += cpuNanos() - cpuBefore;
    }
    report(lake, events, perSecond, took, cpu, peakHeap);
  }

  private static boolean allRead(TopicLog[] logs, TaskRun run) {
    return Stream.of(logs).allMatch(log -> run.position(log) >= log.endOffset());
  }

  private static void report(
      LocalLake lake, long events, long perSecond, long took, long cpu, long peakHeap)
      throws IOException {
    long files = 0;
    long bytes = 0;
    Path bucket = lake.bucket(LocalLake.BUCKET);
    for (String key : lake.objects(LocalLake.BUCKET, "events").keySet()) {
      files++;
      bytes += Files.size(bucket.resolve(key));
    }
    System.out.printf(
        "| %,d | %.1f | %.1f MB | %.1f B | %,.0f | %.1f us | %.0f MB |%n",
        events,
        files / (events / (double) perSecond / 60),
        bytes / 1e6 / files,
        (double) bytes / events,
        events / (took / 1e9),
        cpu / 1e3 / events,
        peakHeap / 1e6);
    System.out.println(
        lake.duckDb("events", "SELECT count(*), count(DISTINCT ulid) FROM FILES").getFirst());
  }

  private static long cpuNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  /// What is in use just after a full collection.
  private static long liveHeap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /// Makes batches of events like the recorded ones.
  private static final class Source {
    private final Framed framed = new Framed();
    private final SplittableRandom random = new SplittableRandom(7);
    private final List<Event> events = RecordedEvents.recorded(6_000);
    private final int schemaId;
    private long count;

    Source(int schemaId) {
      this.schemaId = schemaId;
    }

    void batch(TopicLog log, Instant time) {
      String id = TopicLog.batch(time);
      List<byte[]> values = new ArrayList<>(BATCH_ROWS);
      for (int i = 0; i < BATCH_ROWS; i++) {
        Event event = events.get(random.nextInt(events.size()));
        event.setUlid("01JD%06d%016X".formatted(count++ % 1_000_000, random.nextLong()));
        event.setTimestamp(time.plusMillis(i));
        event.setEventTimestamp(time.minusMillis(random.nextInt(2_000)));
        event.setSourceOffset(count);
        values.add(framed.value(schemaId, event));
      }
      values.forEach(value -> log.row(id, value));
      log.seal(id);
    }
  }
}
