package dev.tailrace.serde;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.io.DatumReader;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

/// Reads Avro records in Confluent's framing ([WireFormat]); null stays null.
///
/// Three ways: generic records as they were written; with `specific.avro.reader` the generated
/// class that the writer's schema names; with [#of] one generated class, whatever version of its
/// schema the writer had.
///
/// Law: any bytes give a record or an exception, never a lasting harm: no length in the bytes is
/// believed before the bytes are there. Throws SerializationException for bytes that are not
/// framed, damaged, or of a schema that does not fit; SchemaNotFoundException (a
/// SerializationException too) for an unknown id; and what else [SchemaRegistryClient] throws.
/// Not thread-safe: Kafka gives each thread its own.
///
/// @param <T> IndexedRecord or GenericRecord, or the generated class
public final class AvroDeserializer<T> implements Deserializer<T> {
  private SchemaRegistryClient client;
  private Ownership ownership = Ownership.SHARED;
  private ReaderFactory readerFactory;

  private final PayloadDecoder decoder = new PayloadDecoder();
  private final Map<Integer, DatumReader<T>> readers = new HashMap<>();
  private int lastId;
  private DatumReader<T> lastReader;

  private enum Ownership {
    OWN,
    SHARED
  }

  /// For Kafka, which calls [#configure] next.
  public AvroDeserializer() {
    this.readerFactory = ReaderFactory.GENERIC;
  }

  /// Reads generic records, with a client that it does not close; ready without [#configure].
  public AvroDeserializer(SchemaRegistryClient client) {
    this(client, ReaderFactory.GENERIC);
  }

  AvroDeserializer(SchemaRegistryClient client, ReaderFactory readerFactory) {
    this.client = Objects.requireNonNull(client, "client");
    this.readerFactory = readerFactory;
  }

  /// Reads one generated class, with a client that it does not close; ready without [#configure].
  public static <T extends org.apache.avro.specific.SpecificRecord> AvroDeserializer<T> of(
      SchemaRegistryClient client, Class<T> type) {
    return new AvroDeserializer<>(client, ReaderFactory.of(type));
  }

  /// @throws org.apache.kafka.common.config.ConfigException that lists every problem
  @Override
  public void configure(Map<String, ?> config, boolean isKey) {
    Settings settings = new Settings(config);
    if (settings.isOn("specific.avro.reader", Settings.Default.OFF)) {
      readerFactory = ReaderFactory.SPECIFIC;
    }
    settings.throwProblems();
    if (client == null) {
      client = SchemaRegistryClient.of(config);
      ownership = Ownership.OWN;
    }
  }

  @Override
  public T deserialize(String topic, byte[] data) {
    if (data == null) {
      return null;
    }
    if (!WireFormat.isFramed(data)) {
      throw new SerializationException(
          "no Avro with a schema id on topic "
              + topic
              + ": "
              + WireFormat.describe(data)
              + "; it starts with a zero byte and four bytes of id");
    }
    int id = WireFormat.schemaId(data);
    DatumReader<T> reader = reader(id);
    try {
      decoder.begin(data);
      T value = reader.read(null, decoder);
      if (decoder.remaining() > 0) {
        throw new IOException(decoder.remaining() + " bytes too many");
      }
      return value;
    } catch (IOException | RuntimeException e) {
      throw new SerializationException(
          "damaged Avro on topic " + topic + ", schema id " + id + ": " + e.getMessage(), e);
    } finally {
      decoder.end();
    }
  }

  @Override
  public void close() {
    if (ownership == Ownership.OWN) {
      client.close();
    }
  }

  private DatumReader<T> reader(int id) {
    if (id != lastId || lastReader == null) {
      DatumReader<T> reader = readers.get(id);
      if (reader == null) {
        reader = newReader(id);
        readers.put(id, reader);
      }
      lastReader = reader;
      lastId = id;
    }
    return lastReader;
  }

  private DatumReader<T> newReader(int id) {
    if (client == null) {
      throw new IllegalStateException("AvroDeserializer is used before configure()");
    }
    Schema writer = client.schema(id);
    try {
      return readerFactory.reader(writer);
    } catch (AvroRuntimeException e) {
      throw new SerializationException(
          "schema id " + id + " (" + writer.getFullName() + ") cannot be read: " + e.getMessage(),
          e);
    }
  }
}
