package dev.tailrace.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/// A tail event from JSON to Avro and nothing else, by the libraries that are usual for it:
/// Jackson's streaming parser and Avro's binary encoder, without any object between them.
///
/// The Avro record has the fields eventTimestamp, cpuTime, wallTime (long), status (int),
/// scriptName, outcome, url, method (string), logs and exceptions (bytes: the JSON they are).
///
/// One thread.
final class BareEvent {
  private static final JsonFactory JSON = new JsonFactory();
  private static final byte[] NOTHING = {};

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(4_096);
  private BinaryEncoder encoder;
  private long eventTimestamp;
  private long cpuTime;
  private long wallTime;
  private int status;
  private String scriptName;
  private String outcome;
  private String url;
  private String method;
  private Slice logs;
  private Slice exceptions;

  /// A part of the JSON.
  private record Slice(int from, int to) {
    static final Slice EMPTY = new Slice(0, 0);
  }

  /// The event as Avro.
  byte[] toAvro(byte[] json) {
    clear();
    try (JsonParser parser = JSON.createParser(json)) {
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        readEvent(parser);
      }
      return encode(json);
    } catch (IOException e) {
      throw new UncheckedIOException("a recorded event is no JSON", e);
    }
  }

  private void clear() {
    eventTimestamp = 0;
    cpuTime = 0;
    wallTime = 0;
    status = 0;
    scriptName = "";
    outcome = "";
    url = "";
    method = "";
    logs = Slice.EMPTY;
    exceptions = Slice.EMPTY;
  }

  private void readEvent(JsonParser parser) throws IOException {
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      parser.nextToken();
      switch (name) {
        case "eventTimestamp" -> eventTimestamp = parser.getValueAsLong();
        case "cpuTime" -> cpuTime = parser.getValueAsLong();
        case "wallTime" -> wallTime = parser.getValueAsLong();
        case "scriptName" -> scriptName = parser.getValueAsString("");
        case "outcome" -> outcome = parser.getValueAsString("");
        case "logs" -> logs = slice(parser);
        case "exceptions" -> exceptions = slice(parser);
        case "event" -> readTrigger(parser);
        default -> parser.skipChildren();
      }
    }
  }

  private void readTrigger(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      return;
    }
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      JsonToken token = parser.nextToken();
      if (token == JsonToken.START_OBJECT && (name.equals("request") || name.equals("response"))) {
        readRequestOrResponse(parser);
      } else {
        parser.skipChildren();
      }
    }
  }

  private void readRequestOrResponse(JsonParser parser) throws IOException {
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      parser.nextToken();
      switch (name) {
        case "url" -> url = parser.getValueAsString("");
        case "method" -> method = parser.getValueAsString("");
        case "status" -> status = parser.getValueAsInt();
        default -> parser.skipChildren();
      }
    }
  }

  private static Slice slice(JsonParser parser) throws IOException {
    int from = (int) parser.currentTokenLocation().getByteOffset();
    parser.skipChildren();
    return new Slice(from, (int) parser.currentLocation().getByteOffset());
  }

  private byte[] encode(byte[] json) throws IOException {
    bytes.reset();
    encoder = EncoderFactory.get().directBinaryEncoder(bytes, encoder);
    encoder.writeLong(eventTimestamp);
    encoder.writeLong(cpuTime);
    encoder.writeLong(wallTime);
    encoder.writeInt(status);
    encoder.writeString(scriptName);
    encoder.writeString(outcome);
    encoder.writeString(url);
    encoder.writeString(method);
    write(json, logs);
    write(json, exceptions);
    encoder.flush();
    return bytes.toByteArray();
  }

  private void write(byte[] json, Slice slice) throws IOException {
    if (slice.to() <= slice.from()) {
      encoder.writeBytes(NOTHING);
    } else {
      encoder.writeBytes(json, slice.from(), slice.to() - slice.from());
    }
  }
}
