package dev.tailrace.sink;

import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;

/// The bytes of a record as they lie in the log: sinks decode them themselves, so Connect's
/// converters must leave them alone.
final class RecordBytes {
  private RecordBytes() {}

  /// Null for a record without a value.
  static byte[] value(SinkRecord from) {
    return of(from.value(), "value.converter", from);
  }

  /// @param converter key of the worker that names the converter of this part of the record
  static byte[] of(Object converted, String converter, SinkRecord from) {
    return switch (converted) {
      case null -> null;
      case byte[] bytes -> bytes;
      default ->
          throw new ConnectException(
              "%s-%d@%d arrived as %s: set %s=org.apache.kafka.connect.converters.ByteArrayConverter"
                  .formatted(
                      from.topic(),
                      from.kafkaPartition(),
                      from.kafkaOffset(),
                      converted.getClass().getName(),
                      converter));
    };
  }
}
