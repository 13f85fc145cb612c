package dev.tailrace.topology;

import dev.tailrace.event.DeadLetterReason;
import dev.tailrace.event.Parsed;
import dev.tailrace.event.Parsed.Unreadable;
import dev.tailrace.event.TailEventParser;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Bytes of any accepted form to what they say. Never fails on bad input; fails when the schema
/// registry is out of reach, because then nothing is known of the record.
final class ParseProcessor implements Processor<byte[], byte[], byte[], Reading> {
  private static final Logger LOG = LoggerFactory.getLogger(ParseProcessor.class);
  private static final Unreadable NO_VALUE =
      new Unreadable(DeadLetterReason.EMPTY_VALUE, "the record has no value");

  private final TailEventParser parser = new TailEventParser();
  private final TypedEvents typedEvents;
  private ProcessorContext<byte[], Reading> context;

  ParseProcessor(TypedEvents typedEvents) {
    this.typedEvents = typedEvents;
  }

  @Override
  public void init(ProcessorContext<byte[], Reading> context) {
    this.context = context;
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    byte[] value = record.value();
    context.forward(record.withValue(new Reading(parse(value), value)));
  }

  @Override
  public void close() {
    typedEvents.close();
  }

  private Parsed parse(byte[] value) {
    if (value == null) {
      return NO_VALUE;
    }
    return TypedEvents.isFramed(value)
        ? switch (typedEvents.toJson(value)) {
          case TypedEvents.Json(byte[] json) -> parseJson(json);
          case TypedEvents.Undecodable(Unreadable why) -> why;
        }
        : parseJson(value);
  }

  private Parsed parseJson(byte[] json) {
    try {
      return parser.parse(json);
    } catch (RuntimeException e) {
      LOG.error("The parser failed on a record; it goes to the dead letters", e);
      return new Unreadable(DeadLetterReason.PROCESSING_FAILED, "the parser failed: " + e);
    }
  }
}
