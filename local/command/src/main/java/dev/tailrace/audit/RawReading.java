package dev.tailrace.audit;

import dev.tailrace.event.DeadLetterReason;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// How far the oracle has read the raw topic, each record once, and what it noticed on the way.
///
/// Not thread-safe.
final class RawReading {
  private final AuditConnections connections;
  private final TopicReader raw;
  private final Map<Integer, Long> begins;
  private Map<Integer, Long> readTo;
  private Set<Oracle.Position> unknownSchemas = Set.of();
  private long records;
  private long newestMillis;

  RawReading(AuditConnections connections) {
    this.connections = connections;
    this.raw = connections.topics().raw();
    this.begins = raw.begins();
    this.readTo = begins;
  }

  /// Has the oracle read the raw records up to this moment. The letters come first: they tell which
  /// schemas were unknown.
  void readTo(Snapshot snapshot) {
    noteLetters(snapshot, snapshot.lettersEnds());
    unknownSchemas = connections.letters().unknownSchemas();
    try (Oracle oracle =
        new Oracle(snapshot.epoch(), connections.reader(), connections.ledger(), unknownSchemas)) {
      raw.read(readTo, snapshot.rawEnds(), oracle::add);
      records += oracle.records();
      newestMillis = Math.max(newestMillis, oracle.newestMillis());
    }
    readTo = snapshot.rawEnds();
    snapshot.note(records, newestMillis);
  }

  /// Reads the letters up to these ends, and what they say about the raw records of a moment.
  void noteLetters(Snapshot snapshot, Map<Integer, Long> ends) {
    connections.letters().note(ends, bounds(snapshot));
  }

  /// The raw records that count at this moment.
  Bounds bounds(Snapshot snapshot) {
    return Bounds.of(raw.name(), begins, snapshot.rawEnds());
  }

  /// What must have become of a record that was read.
  RawReader.Outcome outcome(ConsumerRecord<byte[], byte[]> record) {
    var at = new Oracle.Position(record.partition(), record.offset());
    return unknownSchemas.contains(at)
        ? new RawReader.Outcome.Refused(DeadLetterReason.UNKNOWN_SCHEMA)
        : connections.reader().read(record);
  }

  /// The offsets behind the last records that were read.
  Map<Integer, Long> position() {
    return readTo;
  }

  /// Records read so far.
  long records() {
    return records;
  }

  /// Whether the raw topic still has every record that the sums tell of.
  boolean isWhole() {
    return raw.begins().equals(begins);
  }
}
