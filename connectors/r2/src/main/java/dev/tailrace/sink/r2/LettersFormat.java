package dev.tailrace.sink.r2;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tailrace.sink.RecordBytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.sink.SinkRecord;
import software.amazon.awssdk.core.sync.RequestBody;

/// Dead letters as two objects: their original bytes one after the other, and a JSON line for each,
/// which tells why it is dead and where its bytes lie. The first line tells of the file.
///
/// ```
/// {"file":{"tailrace.first-offset":"7",…},"bytes":"kafka-00000-…0007-…0009.bin"}
/// {"partition":0,"offset":7,"timestamp":"…","position":0,"length":57,"key":null,"headers":{…}}
/// ```
///
/// The name of the bytes holds both offsets: writers who disagree where the file ends do not
/// disagree about the bytes. They go first, so whoever sees the lines finds the bytes.
final class LettersFormat implements FileFormat<SinkRecord> {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long MAX_BYTES = 32L << 20;
  private static final String EXTENSION = ".jsonl";

  private final Bucket bucket;
  private final Patience patience;
  private final int maxRows;

  LettersFormat(Bucket bucket, Patience patience, int maxRows) {
    this.bucket = bucket;
    this.patience = patience;
    this.maxRows = maxRows;
  }

  @Override
  public String extension() {
    return EXTENSION;
  }

  @Override
  public boolean storesNulls() {
    return true;
  }

  @Override
  public Checked<SinkRecord> check(SinkRecord from) {
    return new Taken<>(from);
  }

  @Override
  public long capturedMillis(SinkRecord entry) {
    return Slots.time(entry);
  }

  @Override
  public OpenFile<SinkRecord> open(String key, SinkRecord first) {
    return new Open(key);
  }

  private final class Open implements OpenFile<SinkRecord> {
    private final String key;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
    private int rows;

    Open(String key) {
      this.key = key;
    }

    @Override
    public boolean fits(SinkRecord entry) {
      return true;
    }

    @Override
    public void add(SinkRecord from, SinkRecord entry) throws IOException {
      byte[] value = RecordBytes.value(from);
      line(from, bytes.size(), value == null ? -1 : value.length);
      if (value != null) {
        bytes.write(value);
      }
      rows++;
    }

    private void line(SinkRecord from, int position, int length) throws IOException {
      try (JsonGenerator line = JSON.createGenerator(lines)) {
        line.writeStartObject();
        line.writeNumberField("partition", from.kafkaPartition());
        line.writeNumberField("offset", from.kafkaOffset());
        line.writeStringField("timestamp", Instant.ofEpochMilli(Slots.time(from)).toString());
        line.writeNumberField("position", position);
        line.writeNumberField("length", length);
        byte[] key = RecordBytes.of(from.key(), "key.converter", from);
        line.writeStringField("key", key == null ? null : Base64.getEncoder().encodeToString(key));
        line.writeObjectFieldStart("headers");
        for (Header header : from.headers()) {
          byte[] text = RecordBytes.of(header.value(), "header.converter", from);
          line.writeStringField(
              header.key(), text == null ? null : new String(text, StandardCharsets.UTF_8));
        }
        line.writeEndObject();
        line.writeEndObject();
      }
      lines.write('\n');
    }

    @Override
    public boolean isFull() {
      return rows >= maxRows || bytes.size() + lines.size() >= MAX_BYTES;
    }

    @Override
    public Ended end(FileFacts facts) throws IOException {
      String bytesKey = bytesKey(facts);
      byte[] all = bytes.toByteArray();
      try {
        // What is there already of this name is the same bytes.
        patience.ask(
            "putting " + bucket.location(bytesKey),
            () -> bucket.create(bytesKey, RequestBody.fromBytes(all)));
        byte[] text = withFirstLine(facts, bytesKey);
        Bucket.Put put =
            patience.ask(
                "putting " + bucket.location(key),
                () -> bucket.create(key, RequestBody.fromBytes(text)));
        return new Ended(put, text.length, Optional.empty());
      } catch (InterruptedException e) {
        throw ObjectStream.interrupted(e);
      }
    }

    private String bytesKey(FileFacts facts) {
      String stem = key.substring(0, key.length() - EXTENSION.length());
      return "%s-%020d.bin".formatted(stem, facts.lastOffset());
    }

    private byte[] withFirstLine(FileFacts facts, String bytesKey) throws IOException {
      ByteArrayOutputStream text = new ByteArrayOutputStream();
      String name = bytesKey.substring(bytesKey.lastIndexOf('/') + 1);
      text.write(JSON.writeValueAsBytes(Map.of("file", facts.toMap(), "bytes", name)));
      text.write('\n');
      lines.writeTo(text);
      return text.toByteArray();
    }

    @Override
    public void abandon() {
      // Nothing is in the bucket yet.
    }
  }

  @Override
  public Contents inspect(String key, long size) {
    String text = new String(bucket.whole(key), StandardCharsets.UTF_8);
    try {
      JsonNode first = JSON.readTree(text.lines().findFirst().orElse("{}"));
      Map<String, String> facts = new HashMap<>();
      first
          .path("file")
          .properties()
          .forEach(entry -> facts.put(entry.getKey(), entry.getValue().asText()));
      return new Contents(
          FileFacts.of(facts)
              .orElseThrow(
                  () ->
                      new StoreException(
                          bucket.location(key)
                              + " was not written by this sink: remove it, or set another "
                              + R2SinkKeys.PREFIX)),
          Optional.empty());
    } catch (IOException e) {
      throw new UncheckedIOException(bucket.location(key) + " is damaged", e);
    }
  }
}
