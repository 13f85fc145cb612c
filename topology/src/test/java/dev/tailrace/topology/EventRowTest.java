package dev.tailrace.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.app.Samples;
import dev.tailrace.event.Enriched;
import dev.tailrace.event.EnrichedEvent;
import dev.tailrace.event.Enricher;
import dev.tailrace.event.EventType;
import dev.tailrace.event.Invocation;
import dev.tailrace.event.MutationResult;
import dev.tailrace.event.Parsed;
import dev.tailrace.event.RawRecord;
import dev.tailrace.event.TailEventParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

class EventRowTest {
  private final TailEventParser parser = new TailEventParser();
  private final Enricher enricher = new Enricher();

  @Test
  void writesItself_asAvrosOwnWriterWritesItsColumns() throws IOException {
    Set<EventType> seen = EnumSet.noneOf(EventType.class);
    for (EnrichedEvent event : recorded()) {
      EventRow row = new EventRow(event, "instance", "01JD0000000000000000000000");
      assertThat(itself(row)).as(event.toString()).isEqualTo(byAvro(row));
      seen.add(event.eventType());
    }
    assertThat(seen).contains(EventType.LOG, EventType.ERROR, EventType.MUTATION);
  }

  private List<EnrichedEvent> recorded() {
    List<EnrichedEvent> events = new ArrayList<>();
    for (String file : List.of("tail-events-documented.jsonl", "tail-events-prodlike.jsonl")) {
      for (byte[] line : Samples.lines(file)) {
        Parsed parsed = parser.parse(line);
        if (parsed instanceof Invocation invocation) {
          RawRecord source = new RawRecord("tail.raw", 5, events.size(), 1_795_168_000_000L, 2);
          events.addAll(rows(enricher.enrich(invocation, source)));
        }
      }
    }
    return events;
  }

  private static List<EnrichedEvent> rows(Enriched enriched) {
    List<EnrichedEvent> rows = new ArrayList<>(List.of(enriched.event()));
    for (MutationResult mutation : enriched.mutations()) {
      if (mutation instanceof MutationResult.Accepted accepted) {
        rows.add(accepted.event());
      }
    }
    return rows;
  }

  private static byte[] itself(EventRow row) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    row.encode(encoder);
    encoder.flush();
    return bytes.toByteArray();
  }

  private static byte[] byAvro(IndexedRecord row) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    new GenericDatumWriter<IndexedRecord>(row.getSchema()).write(row, encoder);
    encoder.flush();
    return bytes.toByteArray();
  }
}
