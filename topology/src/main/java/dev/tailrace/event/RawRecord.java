package dev.tailrace.event;

import java.util.Objects;

/// Where a raw record lies in the log, and what the log knows of it.
///
/// @param timestamp Kafka timestamp of the record, Unix epoch milliseconds: when the pipeline
///     captured the event
/// @param retryCount retries the producer says it needed; 0 unless it says otherwise
public record RawRecord(String topic, int partition, long offset, long timestamp, int retryCount) {
  public RawRecord {
    Objects.requireNonNull(topic, "topic");
    if (partition < 0 || offset < 0 || timestamp < 0 || retryCount < 0) {
      throw new IllegalArgumentException(
          "negative position or time: partition %d, offset %d, timestamp %d, retries %d"
              .formatted(partition, offset, timestamp, retryCount));
    }
  }
}
