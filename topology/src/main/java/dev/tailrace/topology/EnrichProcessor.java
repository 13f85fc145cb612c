package dev.tailrace.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tailrace.event.DeadLetterReason;
import dev.tailrace.event.Enricher;
import dev.tailrace.event.Invocation;
import dev.tailrace.event.Parsed;
import dev.tailrace.event.RawRecord;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a record says, plus where it lies in the log, to a verdict.
final class EnrichProcessor implements Processor<byte[], Reading, byte[], Verdict> {
  /// Header by which a producer says how often it had to retry: decimal digits.
  static final String RETRY_COUNT_HEADER = "retry_count";

  private static final Logger LOG = LoggerFactory.getLogger(EnrichProcessor.class);
  private static final Pattern COUNT = Pattern.compile("[0-9]{1,9}");

  private final Enricher enricher = new Enricher();
  private ProcessorContext<byte[], Verdict> context;

  @Override
  public void init(ProcessorContext<byte[], Verdict> context) {
    this.context = context;
  }

  @Override
  public void process(Record<byte[], Reading> record) {
    context.forward(record.withValue(verdict(record)));
  }

  private Verdict verdict(Record<byte[], Reading> record) {
    byte[] original = record.value().original();
    return switch (record.value().parsed()) {
      case Invocation invocation -> enrich(invocation, source(record), original);
      case Parsed.Notice notice -> new Verdict.Noticed(notice.type());
      case Parsed.Unreadable(DeadLetterReason reason, String message) ->
          new Verdict.Refused(new Verdict.DeadLetter(reason, message, original));
    };
  }

  private Verdict enrich(Invocation invocation, RawRecord source, byte[] original) {
    try {
      return new Verdict.Accepted(enricher.enrich(invocation, source));
    } catch (RuntimeException e) {
      LOG.error("Enriching {} failed; it goes to the dead letters", source, e);
      return new Verdict.Refused(
          new Verdict.DeadLetter(
              DeadLetterReason.PROCESSING_FAILED, "enriching failed: " + e, original));
    }
  }

  private RawRecord source(Record<byte[], Reading> record) {
    RecordMetadata metadata = context.recordMetadata().orElseThrow();
    return new RawRecord(
        metadata.topic(),
        metadata.partition(),
        metadata.offset(),
        record.timestamp(),
        retryCount(record.headers()));
  }

  /// What is no count reads as 0: the header is a courtesy of the producer, no part of the event.
  private static int retryCount(Headers headers) {
    Header header = headers.lastHeader(RETRY_COUNT_HEADER);
    if (header == null || header.value() == null) {
      return 0;
    }
    String text = new String(header.value(), UTF_8);
    return COUNT.matcher(text).matches() ? Integer.parseInt(text) : 0;
  }
}
