package dev.tailrace.sink.clickhouse;

import dev.tailrace.clickhouse.ClickHouseSchema;
import dev.tailrace.clickhouse.Endpoint;
import dev.tailrace.clickhouse.Placeholders;
import dev.tailrace.schema.Event;
import dev.tailrace.sink.Batch;
import dev.tailrace.sink.Ids;
import dev.tailrace.sink.Outcome;
import dev.tailrace.sink.avro.Framed;
import dev.tailrace.sink.avro.RecordedEvents;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What a row costs: processor time of this thread for encoding and sending, against the engine's
/// own for the same rows. Run by hand; prints one line per kind of compression.
///
/// ```
/// SinkCost DIRECTORY
/// ```
final class SinkCost {
  private static final int ROWS = 50_000;
  private static final int WARM_UP = 10;
  private static final int BATCHES = 20;

  private SinkCost() {}

  public static void main(String[] arguments) throws Exception {
    Path directory = Files.createDirectories(Path.of(arguments[0]));
    try (LocalClickHouse server = new LocalClickHouse(directory);
        ClickHouseSchema schema =
            new ClickHouseSchema(Endpoint.of(server.url()), Placeholders.of("cost"))) {
      schema.apply();
      Framed framed = new Framed().with(1, Event.getClassSchema());
      List<byte[]> rows = rows(framed);
      long bytes = rows.stream().mapToLong(row -> row.length).sum();
      System.out.printf("%d rows of %d bytes a batch%n", ROWS, bytes / ROWS);
      int id = 1;
      for (String compression : List.of("none", "lz4", "none", "lz4")) {
        try (ClickHouseRowSink sink =
            ClickHouseSinkTask.sink(
                server.config(
                    Map.of(
                        ClickHouseSinkConfig.DATABASE,
                        "cost",
                        ClickHouseSinkConfig.COMPRESSION,
                        compression)),
                framed)) {
          id = write(sink, rows, id, WARM_UP);
          Runs encode = measure(() -> sink.rehearse(batch(rows, 0)));
          int first = id;
          long start = System.nanoTime();
          long cpu = cpuNanos();
          double process = server.processMicros();
          id = write(sink, rows, id, BATCHES);
          double n = (double) BATCHES * ROWS;
          double java = (cpuNanos() - cpu) / n / 1e3;
          double rate = n / ((System.nanoTime() - start) / 1e9);
          double whole = (server.processMicros() - process) / n;
          double engine = engineMicros(server, first, id) / n;
          System.out.printf(
              "%s: %.0f rows/s; Java %.2f µs a row (encode alone %.2f); engine %.2f µs in the"
                  + " inserts, %.2f in all; ratio %.2f, %.2f%n",
              compression,
              rate,
              java,
              encode.cpuNanos() / ROWS / 1e3,
              engine,
              whole,
              java / engine,
              java / whole);
        }
      }
    }
  }

  private record Runs(double cpuNanos) {}

  private static Runs measure(Runnable run) {
    long cpu = cpuNanos();
    for (int i = 0; i < BATCHES; i++) {
      run.run();
    }
    return new Runs((cpuNanos() - cpu) / (double) BATCHES);
  }

  private static int write(ClickHouseRowSink sink, List<byte[]> rows, int id, int batches) {
    for (int i = 0; i < batches; i++) {
      if (!(sink.write(batch(rows, id + i)) instanceof Outcome.Written(long written, var rejected))
          || written != ROWS
          || !rejected.isEmpty()) {
        throw new IllegalStateException("not written: " + sink.write(batch(rows, id + i)));
      }
    }
    return id + batches;
  }

  private static Batch batch(List<byte[]> rows, int id) {
    return new Batch("events", 0, Ids.batch(id), 0, rows.size() - 1, rows);
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  /// Processor time of all threads of the inserts with these numbers, by the engine's own account.
  private static double engineMicros(LocalClickHouse server, int first, int end) {
    server.query("SYSTEM FLUSH LOGS");
    return Double.parseDouble(
        server.query(
            """
            SELECT sum(ProfileEvents['UserTimeMicroseconds'] + ProfileEvents['SystemTimeMicroseconds'])
            FROM system.query_log
            WHERE type = 'QueryFinish' AND query_kind = 'Insert'
              AND Settings['insert_deduplication_token'] >= 'events,events,0,%s'
              AND Settings['insert_deduplication_token'] < 'events,events,0,%s'
            """
                .formatted(Ids.batch(first), Ids.batch(end))));
  }

  private static List<byte[]> rows(Framed framed) {
    List<Event> events = RecordedEvents.recorded(Integer.MAX_VALUE);
    List<byte[]> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      Event event = events.get(i % events.size());
      event.setUlid("01JD%022d".formatted(i));
      event.setPipelineBatchId(Ids.batch(1));
      event.setSourceOffset(i);
      rows.add(framed.value(1, event));
    }
    return rows;
  }
}
