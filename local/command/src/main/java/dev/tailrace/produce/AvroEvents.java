package dev.tailrace.produce;

import dev.tailrace.schema.TailEvent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.kafka.common.serialization.Serializer;

/// The events of an Avro object container file of `TailEvent`, or of a schema that resolves to it,
/// each in Confluent's framing.
final class AvroEvents implements DocumentSource {
  private final String name;
  private final String topic;
  private final Serializer<Object> serializer;
  private final int maxDocumentBytes;
  private final DataFileStream<TailEvent> records;
  private long number;

  AvroEvents(InputStream in, String name, AvroFraming framing, int maxDocumentBytes)
      throws IOException {
    this.name = name;
    this.topic = framing.topic();
    this.serializer = framing.serializer(name);
    this.maxDocumentBytes = maxDocumentBytes;
    this.records = new DataFileStream<>(in, new SpecificDatumReader<>(TailEvent.getClassSchema()));
  }

  @Override
  public Document next() throws IOException {
    TailEvent event = read();
    if (event == null) {
      return null;
    }
    number++;
    byte[] bytes = serializer.serialize(topic, event);
    if (bytes.length > maxDocumentBytes) {
      return new Document.Oversize(number, 0, bytes.length);
    }
    return new Document.Whole(number, 0, key(event), bytes);
  }

  private TailEvent read() throws IOException {
    try {
      return records.hasNext() ? records.next() : null;
    } catch (AvroRuntimeException e) {
      throw new DamagedInputException(
          "the Avro data behind record "
              + number
              + " of "
              + name
              + " is damaged or of another schema than TailEvent: "
              + e.getMessage(),
          e);
    }
  }

  private static byte[] key(TailEvent event) {
    String script = event.getScriptName();
    return script == null || script.isEmpty() ? null : script.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public List<String> remarks() {
    return List.of();
  }

  @Override
  public void close() throws IOException {
    records.close();
    serializer.close();
  }
}
