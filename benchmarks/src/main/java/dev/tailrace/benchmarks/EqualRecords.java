package dev.tailrace.benchmarks;

import dev.tailrace.event.EnrichedEvent;
import dev.tailrace.schema.Event;
import dev.tailrace.serde.WireFormat;
import dev.tailrace.topology.EventRow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;

/// Records that are equal to the rows of events, for Avro's own writers.
final class EqualRecords {
  private EqualRecords() {}

  /// A generic record for each event, with the same values.
  static GenericRecord[] generic(EnrichedEvent[] events) {
    return Arrays.stream(events).map(EqualRecords::generic).toArray(GenericRecord[]::new);
  }

  private static GenericRecord generic(EnrichedEvent event) {
    EventRow row = EventRows.row(event);
    GenericRecord record = new GenericData.Record(row.getSchema());
    for (int i = 0; i < row.getSchema().getFields().size(); i++) {
      record.put(i, row.get(i));
    }
    return record;
  }

  /// An instance of the generated class for each record, by way of Avro's own writer and reader.
  static Event[] specific(GenericRecord[] records) {
    FramedWriter<GenericRecord> writer =
        new FramedWriter<>(new GenericDatumWriter<>(Event.getClassSchema()));
    SpecificDatumReader<Event> reader = new SpecificDatumReader<>(Event.class);
    Event[] events = new Event[records.length];
    try {
      for (int i = 0; i < records.length; i++) {
        events[i] = read(reader, writer.write(records[i]));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return events;
  }

  /// Reads a framed value.
  static Event read(SpecificDatumReader<Event> reader, byte[] value) throws IOException {
    int start = WireFormat.HEADER_LENGTH;
    return reader.read(
        null, DecoderFactory.get().binaryDecoder(value, start, value.length - start, null));
  }
}
