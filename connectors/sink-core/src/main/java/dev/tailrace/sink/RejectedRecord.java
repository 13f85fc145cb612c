package dev.tailrace.sink;

import dev.tailrace.wire.BatchHeader;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.sink.SinkRecord;

/// A record on its way to the dead letters.
///
/// The task of sealed batches keeps only the values of the rows it holds, so the record is made
/// anew from them; the key (always null on sealed topics) is not carried. Upserts keep their
/// records.
public record RejectedRecord(SinkRecord kafka, String reason) {

  /// Makes the record again.
  ///
  /// @param batchHeader raw value of the batch header, null when there was none
  /// @param value null for a tombstone
  static RejectedRecord of(
      String topic,
      int partition,
      long offset,
      long timestampMillis,
      byte[] batchHeader,
      byte[] value,
      String reason) {
    SinkRecord made =
        new SinkRecord(
            topic,
            partition,
            Schema.OPTIONAL_BYTES_SCHEMA,
            null,
            Schema.OPTIONAL_BYTES_SCHEMA,
            value,
            offset,
            timestampMillis,
            TimestampType.CREATE_TIME);
    if (batchHeader != null) {
      made.headers().addBytes(BatchHeader.NAME, batchHeader);
    }
    return new RejectedRecord(made, reason);
  }

  @Override
  public String toString() {
    return "record %s-%d@%d: %s"
        .formatted(kafka.topic(), kafka.kafkaPartition(), kafka.kafkaOffset(), reason);
  }
}
