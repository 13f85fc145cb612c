package dev.tailrace.benchmarks;

import dev.tailrace.event.EnrichedEvent;
import dev.tailrace.schema.Event;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.specific.SpecificDatumWriter;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// From an enriched event to the value of a record on the topic `events`.
///
/// The references write equal records, made beforehand, by Avro's own writers; the bytes are the
/// same to the last one.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AvroEncodeBenchmark {
  private final EnrichedEvent[] events = Recording.events();
  private final GenericRecord[] genericRecords = EqualRecords.generic(events);
  private final Event[] specificRecords = EqualRecords.specific(genericRecords);
  private final byte[][] results = new byte[Recording.EVENTS][];
  private final EventRows rows = EventRows.registered();
  private final FramedWriter<GenericRecord> genericWriter =
      new FramedWriter<>(new GenericDatumWriter<>(Event.getClassSchema()));
  private final FramedWriter<Event> specificWriter =
      new FramedWriter<>(new SpecificDatumWriter<>(Event.class));

  /// What the topology does: a view of the event goes through its own serializer.
  @Benchmark
  @OperationsPerInvocation(Recording.EVENTS)
  public byte[][] encode() {
    for (int i = 0; i < events.length; i++) {
      results[i] = rows.encode(events[i]);
    }
    return results;
  }

  /// Reference: Avro's GenericDatumWriter.
  @Benchmark
  @OperationsPerInvocation(Recording.EVENTS)
  public byte[][] avroGeneric() throws IOException {
    for (int i = 0; i < genericRecords.length; i++) {
      results[i] = genericWriter.write(genericRecords[i]);
    }
    return results;
  }

  /// Reference: Avro's SpecificDatumWriter, on instances of the generated class.
  @Benchmark
  @OperationsPerInvocation(Recording.EVENTS)
  public byte[][] avroSpecific() throws IOException {
    for (int i = 0; i < specificRecords.length; i++) {
      results[i] = specificWriter.write(specificRecords[i]);
    }
    return results;
  }
}
