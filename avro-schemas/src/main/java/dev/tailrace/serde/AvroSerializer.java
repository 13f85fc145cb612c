package dev.tailrace.serde;

import dev.tailrace.avro.SelfEncoding;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;

/// Writes Avro records, generated or generic, in Confluent's framing ([WireFormat]); null stays
/// null, which is how a tombstone or a seal is written.
///
/// Law: the bytes are those of Confluent's KafkaAvroSerializer for the same record and settings.
/// The schema's id is asked for once per topic and schema.
///
/// Throws SerializationException when a value is no Avro record or does not fit its schema, and
/// what [SchemaRegistryClient] throws. Not thread-safe: Kafka gives each thread its own.
public final class AvroSerializer implements Serializer<Object> {
  private SchemaRegistryClient client;
  private Ownership ownership = Ownership.SHARED;
  private SerializerSettings settings = SerializerSettings.DEFAULT;

  private final PayloadEncoder encoder = new PayloadEncoder();
  private final Map<TopicSchema, Target> targets = new HashMap<>();
  private String lastTopic;
  private Schema lastSchema;
  private Target lastTarget;

  private enum Ownership {
    OWN,
    SHARED
  }

  private record TopicSchema(String topic, Schema schema) {}

  /// What a record of one schema becomes on one topic.
  ///
  /// @param translation when the registered version differs from the record's schema
  private record Target(int id, RecordWriter writer, Optional<SchemaTranslation> translation) {}

  /// For Kafka, which calls [#configure] next.
  public AvroSerializer() {}

  /// Uses a client that it does not close; ready without [#configure], which may still be called
  /// for the settings of serializers.
  public AvroSerializer(SchemaRegistryClient client) {
    this.client = Objects.requireNonNull(client, "client");
  }

  /// @throws org.apache.kafka.common.config.ConfigException that lists every problem
  @Override
  public void configure(Map<String, ?> config, boolean isKey) {
    settings = SerializerSettings.parse(config, isKey ? Side.KEY : Side.VALUE);
    if (client == null) {
      client = SchemaRegistryClient.of(config);
      ownership = Ownership.OWN;
    }
  }

  @Override
  public byte[] serialize(String topic, Object data) {
    return switch (data) {
      case null -> null;
      case IndexedRecord avro -> write(topic, avro);
      default ->
          throw new SerializationException(
              "a "
                  + data.getClass().getName()
                  + " for topic "
                  + topic
                  + " is no Avro record; send a generated or generic record");
    };
  }

  @Override
  public void close() {
    if (ownership == Ownership.OWN) {
      client.close();
    }
  }

  private byte[] write(String topic, IndexedRecord data) {
    Target target = target(topic, data);
    encoder.begin(target.id());
    try {
      if (target.translation().isPresent()) {
        target.writer().write(target.translation().get().apply(data), encoder);
      } else if (data instanceof SelfEncoding row) {
        row.encode(encoder);
      } else {
        target.writer().write(data, encoder);
      }
    } catch (IOException | AvroRuntimeException | ClassCastException | NullPointerException e) {
      throw new SerializationException(
          "cannot write a "
              + data.getSchema().getFullName()
              + " for topic "
              + topic
              + ": "
              + e.getMessage(),
          e);
    }
    return encoder.toByteArray();
  }

  private Target target(String topic, IndexedRecord data) {
    Schema schema = data.getSchema();
    if (!schema.equals(lastSchema) || !topic.equals(lastTopic)) {
      lastTarget = targets.computeIfAbsent(new TopicSchema(topic, schema), _ -> find(topic, data));
      lastSchema = schema;
      lastTopic = topic;
    }
    return lastTarget;
  }

  private Target find(String topic, IndexedRecord data) {
    if (client == null) {
      throw new IllegalStateException("AvroSerializer is used before configure()");
    }
    Schema schema = data.getSchema();
    String subject = settings.strategy().subject(topic, settings.side(), schema);
    return switch (settings.source()) {
      case REGISTER -> plain(client.register(subject, schema), data);
      case LOOK_UP -> plain(client.id(subject, schema), data);
      case LATEST -> {
        RegisteredSchema latest = client.latest(subject);
        yield latest.schema().equals(schema) ? plain(latest.id(), data) : translated(latest, data);
      }
    };
  }

  private static Target plain(int id, IndexedRecord data) {
    return new Target(id, RecordWriter.of(data), Optional.empty());
  }

  private static Target translated(RegisteredSchema latest, IndexedRecord data) {
    var translation = SchemaTranslation.of(data.getSchema(), latest);
    return new Target(
        latest.id(), RecordWriter.of(translation.emptyRecord()), Optional.of(translation));
  }
}
