package dev.tailrace.topology;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/// The Kafka timestamp of a raw record, 0 for one without: Streams would stop at a negative time or
/// drop the record in silence.
public final class CaptureTime implements TimestampExtractor {
  @Override
  public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
    return Math.max(0, record.timestamp());
  }
}
