package dev.tailrace.sink;

import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;

/// The bytes of a record as they lie in the log: sinks decode them themselves, so Connect's
/// converters must leave them alone.
public final class RecordBytes {
  private RecordBytes() {}

  /// The value; null for a record without one.
  public static byte[] value(SinkRecord from) {
    return of(from.value(), "value.converter", from);
  }

  /// The bytes of a part of a record.
  ///
  /// @param converter key of the worker that names the converter of this part of the record
  public static byte[] of(Object converted, String converter, SinkRecord from) {
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
