package dev.tailrace.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tailrace.event.DeadLetterReason;
import dev.tailrace.event.Enriched;
import dev.tailrace.event.Enricher;
import dev.tailrace.event.Invocation;
import dev.tailrace.event.Parsed;
import dev.tailrace.event.RawRecord;
import dev.tailrace.event.TailEventParser;
import dev.tailrace.serde.AvroDeserializer;
import dev.tailrace.topology.TypedEvents;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/// What a raw record must have become. Not thread-safe.
final class RawReader implements AutoCloseable {
  private static final Pattern COUNT = Pattern.compile("[0-9]{1,9}");

  private final TailEventParser parser = new TailEventParser();
  private final Enricher enricher = new Enricher();
  private final TypedEvents typedEvents;

  /// What became of it.
  sealed interface Outcome {
    record Event(Enriched enriched) implements Outcome {}

    /// Counted and dropped.
    record Notice() implements Outcome {}

    /// A dead letter.
    record Refused(DeadLetterReason reason) implements Outcome {}
  }

  RawReader(String topic, String registryUrl) {
    AvroDeserializer<Object> deserializer = new AvroDeserializer<>();
    deserializer.configure(
        Map.of("schema.registry.url", registryUrl, "specific.avro.reader", "true"), false);
    this.typedEvents = new TypedEvents(topic, deserializer);
  }

  Outcome read(ConsumerRecord<byte[], byte[]> record) {
    try {
      return switch (parse(record.value())) {
        case Invocation invocation ->
            new Outcome.Event(enricher.enrich(invocation, source(record)));
        case Parsed.Notice _ -> new Outcome.Notice();
        case Parsed.Unreadable unreadable -> new Outcome.Refused(unreadable.reason());
      };
    } catch (AuditException e) {
      throw e;
    } catch (RuntimeException _) {
      // The pipeline turns its own failures into letters of this reason, and so must we.
      return new Outcome.Refused(DeadLetterReason.PROCESSING_FAILED);
    }
  }

  private Parsed parse(byte[] value) {
    if (value == null) {
      return new Parsed.Unreadable(DeadLetterReason.EMPTY_VALUE, "");
    }
    return TypedEvents.isFramed(value)
        ? switch (decode(value)) {
          case TypedEvents.Json(byte[] json) -> parser.parse(json);
          case TypedEvents.Undecodable(Parsed.Unreadable why) -> why;
        }
        : parser.parse(value);
  }

  private TypedEvents.Decoded decode(byte[] framed) {
    try {
      return typedEvents.toJson(framed);
    } catch (RuntimeException e) {
      throw new AuditException(
          "the schema registry does not answer, so framed Avro cannot be read: " + e.getMessage(),
          e);
    }
  }

  private static RawRecord source(ConsumerRecord<byte[], byte[]> record) {
    return new RawRecord(
        record.topic(),
        record.partition(),
        record.offset(),
        Math.max(0, record.timestamp()),
        retryCount(record.headers().lastHeader("retry_count")));
  }

  private static int retryCount(Header header) {
    if (header == null || header.value() == null) {
      return 0;
    }
    String text = new String(header.value(), UTF_8);
    return COUNT.matcher(text).matches() ? Integer.parseInt(text) : 0;
  }

  @Override
  public void close() {
    typedEvents.close();
  }
}
