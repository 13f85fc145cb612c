package dev.tailrace.sink.r2;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.github.f4b6a3.ulid.Ulid;
import dev.tailrace.wire.BatchHeader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.sink.SinkRecord;

/// The committed records of one partition, as every reader sees them.
final class TopicLog {
  private final TopicPartition partition;
  private final List<SinkRecord> records = new ArrayList<>();
  private long nextOffset;
  private long endOffset;

  TopicLog(String topic, int partition) {
    this.partition = new TopicPartition(topic, partition);
  }

  TopicPartition partition() {
    return partition;
  }

  /// The id of the batch that was begun at a time.
  static String batch(Instant begun) {
    return Ulid.min(begun.toEpochMilli()).increment().toString();
  }

  /// A row of a sealed batch.
  void row(String batch, byte[] value) {
    append(null, value, Ulid.getTime(batch))
        .headers()
        .addBytes(BatchHeader.NAME, batch.getBytes(US_ASCII));
  }

  /// The end of a batch, or a tick.
  void seal(String batch) {
    row(batch, null);
  }

  /// A record that is ordered by its time alone.
  SinkRecord record(byte[] key, byte[] value, Instant time) {
    return append(key, value, time.toEpochMilli());
  }

  /// Offsets that no reader sees, as transaction markers leave them.
  void gap(int offsets) {
    nextOffset += offsets;
  }

  private SinkRecord append(byte[] key, byte[] value, long timeMillis) {
    SinkRecord made =
        new SinkRecord(
            partition.topic(),
            partition.partition(),
            null,
            key,
            null,
            value,
            nextOffset++,
            timeMillis,
            TimestampType.CREATE_TIME);
    records.add(made);
    endOffset = nextOffset;
    return made;
  }

  /// What compaction leaves.
  void compact(Predicate<SinkRecord> goes) {
    records.removeIf(goes);
  }

  /// The offset behind the last record.
  long endOffset() {
    return endOffset;
  }

  /// The records from an offset on, at most so many.
  List<SinkRecord> from(long offset, int most) {
    return records.stream().filter(record -> record.kafkaOffset() >= offset).limit(most).toList();
  }
}
