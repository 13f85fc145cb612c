package dev.tailrace.sink.avro;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/// Makes framed values, and knows the schemas it framed.
public final class Framed implements WriterSchemas {
  private final Map<Integer, Schema> schemas = new HashMap<>();

  /// Knows one schema more.
  public Framed with(int id, Schema schema) {
    schemas.put(id, schema);
    return this;
  }

  @Override
  public Lookup byId(int id) {
    Schema schema = schemas.get(id);
    return schema == null ? new UnknownId("no schema has id " + id) : new Known(schema);
  }

  /// The bytes of a record value.
  public byte[] value(int id, GenericRecord row) {
    GenericDatumWriter<GenericRecord> writer =
        row instanceof SpecificRecord
            ? new SpecificDatumWriter<>(row.getSchema())
            : new GenericDatumWriter<>(row.getSchema());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0);
    out.writeBytes(ByteBuffer.allocate(4).putInt(id).array());
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    try {
      writer.write(row, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
