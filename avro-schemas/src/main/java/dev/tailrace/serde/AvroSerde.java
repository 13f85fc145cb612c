package dev.tailrace.serde;

import java.util.Map;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/// [AvroSerializer] and [AvroDeserializer] as one, with one registry client between them.
///
/// @param <T> the record type
public final class AvroSerde<T extends IndexedRecord> implements Serde<T> {
  private final AvroSerializer serializer;
  private final AvroDeserializer<T> deserializer;

  /// For Kafka, which calls [#configure] next; each half then has a client of its own.
  public AvroSerde() {
    this(new AvroSerializer(), new AvroDeserializer<>());
  }

  private AvroSerde(AvroSerializer serializer, AvroDeserializer<T> deserializer) {
    this.serializer = serializer;
    this.deserializer = deserializer;
  }

  /// For one generated class, with a client that it does not close; ready without [#configure],
  /// which may still be called for the settings of serializers.
  public static <T extends SpecificRecord> AvroSerde<T> of(
      SchemaRegistryClient client, Class<T> type) {
    return new AvroSerde<>(new AvroSerializer(client), AvroDeserializer.of(client, type));
  }

  @Override
  public void configure(Map<String, ?> config, boolean isKey) {
    serializer.configure(config, isKey);
    deserializer.configure(config, isKey);
  }

  /// A serializer of any record takes this one too.
  @Override
  @SuppressWarnings("unchecked")
  public Serializer<T> serializer() {
    return (Serializer<T>) (Serializer<?>) serializer;
  }

  @Override
  public Deserializer<T> deserializer() {
    return deserializer;
  }

  @Override
  public void close() {
    serializer.close();
    deserializer.close();
  }
}
