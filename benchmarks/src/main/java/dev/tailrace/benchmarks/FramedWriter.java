package dev.tailrace.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.EncoderFactory;

/// Confluent's framing around one of Avro's own writers. Buffers are used again for every record,
/// as a careful user of Avro does it.
///
/// @param <T> the record type
final class FramedWriter<T> {
  private static final byte[] HEADER =
      ByteBuffer.allocate(5).put((byte) 0).putInt(EventRows.SCHEMA_ID).array();

  private final DatumWriter<T> writer;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);

  FramedWriter(DatumWriter<T> writer) {
    this.writer = writer;
  }

  byte[] write(T value) throws IOException {
    out.reset();
    out.writeBytes(HEADER);
    writer.write(value, encoder);
    encoder.flush();
    return out.toByteArray();
  }
}
