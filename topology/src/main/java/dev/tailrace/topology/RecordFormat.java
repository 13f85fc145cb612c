package dev.tailrace.topology;

import java.util.Objects;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;

/// How Avro records become bytes and back: makers of configured serdes. They are called once per
/// thread, so the serdes need not be thread-safe.
///
/// @param serializer for values that are Avro records; must accept any `IndexedRecord`
/// @param deserializer for framed Avro; gives a `TailEvent` for bytes of that schema. Throws a
///     `SerializationException` for bytes it cannot read and anything else when it cannot know,
///     such as a registry out of reach
public record RecordFormat(
    Supplier<Serializer<Object>> serializer, Supplier<Deserializer<?>> deserializer) {
  public RecordFormat {
    Objects.requireNonNull(serializer, "serializer");
    Objects.requireNonNull(deserializer, "deserializer");
  }
}
