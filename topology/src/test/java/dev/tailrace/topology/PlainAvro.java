package dev.tailrace.topology;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;

/// Avro without framing and registry, by Avro's own writers.
final class PlainAvro {
  private PlainAvro() {}

  static final class Writer implements Serializer<Object> {
    @Override
    public byte[] serialize(String topic, Object value) {
      if (value == null) {
        return null;
      }
      IndexedRecord avro = (IndexedRecord) value;
      DatumWriter<Object> writer =
          value instanceof SpecificRecord
              ? new SpecificDatumWriter<>(
                  avro.getSchema(), SpecificData.getForSchema(avro.getSchema()))
              : new GenericDatumWriter<>(avro.getSchema());
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
      try {
        writer.write(value, encoder);
        encoder.flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return out.toByteArray();
    }
  }

  static final class Reader<T> implements Deserializer<T> {
    private final SpecificDatumReader<T> reader;

    Reader(Schema schema) {
      this.reader = new SpecificDatumReader<>(schema, schema, SpecificData.getForSchema(schema));
    }

    @Override
    public T deserialize(String topic, byte[] bytes) {
      if (bytes == null) {
        return null;
      }
      try {
        return reader.read(null, DecoderFactory.get().binaryDecoder(bytes, null));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
