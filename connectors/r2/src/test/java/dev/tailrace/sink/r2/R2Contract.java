package dev.tailrace.sink.r2;

import dev.tailrace.schema.Event;
import dev.tailrace.sink.avro.Framed;
import dev.tailrace.sink.avro.RecordedEvents;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.iceberg.data.Record;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// What tests of the sink share: a lake, logs of recorded events, and the clock and offsets of a
/// consumer group.
abstract class R2Contract {
  static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

  @TempDir Path directory;
  final Map<TopicPartition, Long> offsets = new HashMap<>();
  final AtomicReference<Instant> now = new AtomicReference<>(NOON);
  final Framed framed = new Framed();
  LocalLake lake;
  private List<Event> recorded;
  private int schemaId;
  private int events;

  @BeforeEach
  void startLake() {
    lake = new LocalLake(directory);
    schemaId = lake.register("events", Event.getClassSchema());
    recorded = RecordedEvents.recorded(1_000);
  }

  @AfterEach
  void stopLake() {
    lake.close();
  }

  /// A new event, like a recorded one.
  Event event(Instant captured) {
    Event event = Event.newBuilder(recorded.get(events % recorded.size())).build();
    event.setUlid("01JD%022d".formatted(events++));
    event.setTimestamp(captured);
    return event;
  }

  byte[] value(Event event) {
    return framed.value(schemaId, event);
  }

  /// Adds a batch of new events, sealed, that was begun and captured at a time.
  void batch(TopicLog log, Instant begun, int rows) {
    String id = TopicLog.batch(begun);
    for (int i = 0; i < rows; i++) {
      log.row(id, value(event(begun.plusMillis(i))));
    }
    log.seal(id);
    log.gap(1);
  }

  /// Adds a tick.
  void tick(TopicLog log, Instant begun) {
    log.seal(TopicLog.batch(begun));
    log.gap(1);
  }

  /// Rows and different ulids in the files.
  List<String> counted() {
    return lake.duckDb("events", "SELECT count(*), count(DISTINCT ulid) FROM FILES").getFirst();
  }

  /// Rows and different ulids in the table.
  List<String> countedInTable() {
    List<Record> rows = lake.iceberg("events");
    long distinct = rows.stream().map(row -> row.getField("ulid")).distinct().count();
    return List.of(String.valueOf(rows.size()), String.valueOf(distinct));
  }

  static List<String> each(int rows) {
    return List.of(String.valueOf(rows), String.valueOf(rows));
  }

  TaskRun run(Map<String, String> properties, TopicLog... logs) {
    return new TaskRun(properties, offsets, now, logs);
  }
}
