package dev.tailrace.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tailrace.audit.Oracle.Position;
import dev.tailrace.event.DeadLetterReason;
import dev.tailrace.letters.LetterHeader;
import dev.tailrace.letters.Origin;
import dev.tailrace.letters.SourcePosition;
import dev.tailrace.serde.AvroDeserializer;
import dev.tailrace.serde.SchemaRegistryClient;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;

/// The dead-letter topic: letters of raw records, which the oracle can expect, and letters of
/// sinks, which say what a store has to do without. Not thread-safe.
final class LetterTopic implements AutoCloseable {
  /// Origins, as the ledger has them.
  static final String OF_RAW = "raw";

  private static final String OTHER = "other";
  private static final String CONNECTOR = "__connect.errors.connector.name";

  private final AuditPlaces places;
  private final TopicReader topic;
  private final TopicRows<?> events;
  private final AvroDeserializer<?> deserializer;
  private final Ledger ledger;
  private final CanonicalText text = new CanonicalText();

  LetterTopic(
      AuditPlaces places,
      TopicReader topic,
      TopicRows<?> events,
      SchemaRegistryClient registry,
      Ledger ledger) {
    this.places = places;
    this.topic = topic;
    this.events = events;
    this.deserializer = new AvroDeserializer<>(registry);
    this.ledger = ledger;
  }

  /// Where the letters of one reading go.
  private record Notes(
      Ledger.Rows letters, Ledger.Rows rows, Ledger.Rows mutations, Ledger.Rows cells) {}

  /// Reads the whole topic anew.
  ///
  /// @param bounds rows that a sink refused count when their raw records lie within
  void note(Map<Integer, Long> ends, Bounds bounds) {
    for (String table :
        List.of("topic_letter", "refused_row", "refused_mutation", "refused_cell")) {
      ledger.run("DELETE FROM " + table);
    }
    try (Ledger.Rows letters = ledger.append("topic_letter");
        Ledger.Rows rows = ledger.append("refused_row");
        Ledger.Rows mutations = ledger.append("refused_mutation");
        Ledger.Rows cells = ledger.append("refused_cell")) {
      Notes notes = new Notes(letters, rows, mutations, cells);
      Set<String> known = new HashSet<>();
      topic.read(Map.of(), ends, record -> note(record, bounds, notes, known));
    }
  }

  private void note(
      ConsumerRecord<byte[], byte[]> record, Bounds bounds, Notes notes, Set<String> known) {
    long body = text.hash(record.value());
    Origin origin = Origin.of(headers(record));
    SourcePosition at = origin.source().orElse(new SourcePosition("", -1, -1));
    String kind =
        switch (origin) {
          case Origin.OfPipeline letter -> isOfRaw(letter) ? OF_RAW : OTHER;
          case Origin.OfSink letter -> {
            noteRefusal(record, letter, bounds, notes, known);
            yield OTHER;
          }
          case Origin.Unknown _ -> OTHER;
        };
    notes
        .letters()
        .add(
            record.partition(),
            record.offset(),
            kind,
            origin.reason(),
            at.partition(),
            at.offset(),
            body);
  }

  /// A document that was too large never was on the raw topic.
  private boolean isOfRaw(Origin.OfPipeline letter) {
    return letter.at().topic().equals(places.topics().raw())
        && !letter.reason().equals(DeadLetterReason.TOO_LARGE.code());
  }

  private static List<LetterHeader> headers(ConsumerRecord<byte[], byte[]> record) {
    List<LetterHeader> headers = new ArrayList<>();
    for (Header header : record.headers()) {
      headers.add(new LetterHeader(header.key(), header.value()));
    }
    return headers;
  }

  private void noteRefusal(
      ConsumerRecord<byte[], byte[]> record,
      Origin.OfSink letter,
      Bounds bounds,
      Notes notes,
      Set<String> known) {
    Header header = record.headers().lastHeader(CONNECTOR);
    String connector =
        header == null || header.value() == null ? "" : new String(header.value(), UTF_8);
    if (!known.add(connector + " " + letter.at())) {
      return; // the sink refused it more than once
    }
    boolean byFiles = places.groups().files().equals("connect-" + connector);
    String from = letter.at().topic();
    try {
      if (from.equals(places.topics().events())) {
        noteRow(
            events.row(record.value()),
            bounds,
            byFiles
                ? List.of(StoreNames.PARQUET, StoreNames.ICEBERG)
                : List.of(StoreNames.CLICKHOUSE),
            notes);
      } else if (from.equals(places.topics().mutations())) {
        notes.mutations().add(String.valueOf(Columns.value(decoded(record), "version")));
      } else if (from.equals(places.topics().serviceMetrics())
          || from.equals(places.topics().errorTrends())) {
        noteCell(
            decoded(record),
            byFiles ? StoreNames.WINDOWS_PARQUET : StoreNames.WINDOWS_CLICKHOUSE,
            notes);
      }
    } catch (KafkaException | ClassCastException | NullPointerException _) {
      // Not to be decoded, which was the sink's reason too: the comparison of the topic names it.
    }
  }

  private IndexedRecord decoded(ConsumerRecord<byte[], byte[]> record) {
    return (IndexedRecord) deserializer.deserialize(record.topic(), record.value());
  }

  private void noteRow(TopicRows.Row row, Bounds bounds, List<String> stores, Notes notes) {
    if (bounds.covers(row.sourceTopic(), row.partition(), row.offset())) {
      for (String store : stores) {
        notes
            .rows()
            .add(
                store,
                row.id(),
                row.partition(),
                row.key().hour(),
                row.offset(),
                text.hash(row.id()),
                row.content());
      }
    }
  }

  private static void noteCell(IndexedRecord window, String store, Notes notes) {
    boolean ofErrors = Columns.value(window, "error_type") != null;
    Object detail = Columns.value(window, ofErrors ? "error_type" : "dispatch_namespace");
    Object start = Columns.value(window, ofErrors ? "bucket" : "hour");
    notes
        .cells()
        .add(
            store,
            ofErrors ? CellSums.ERRORS : CellSums.HOUR,
            String.valueOf(Columns.value(window, "script_name")),
            detail == null ? "" : detail.toString(),
            start instanceof Instant time ? time.toEpochMilli() : ((Number) start).longValue());
  }

  /// Records that the pipeline refused because the registry did not know their schema.
  Set<Position> unknownSchemas() {
    Set<Position> positions = new HashSet<>();
    ledger.query(
        row -> positions.add(new Position(row.getInt(1), row.getLong(2))),
        "SELECT part, off FROM topic_letter WHERE origin = ? AND reason = ?",
        OF_RAW,
        DeadLetterReason.UNKNOWN_SCHEMA.code());
    return positions;
  }

  @Override
  public void close() {
    topic.close();
    deserializer.close();
  }
}
