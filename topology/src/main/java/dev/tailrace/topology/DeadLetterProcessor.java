package dev.tailrace.topology;

import dev.tailrace.delivery.DeliveryStep;
import dev.tailrace.metrics.Tally;
import dev.tailrace.topology.Verdict.DeadLetter;
import dev.tailrace.wire.DeadLetterHeaders;
import java.time.Instant;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/// A refused record to its dead letter: source key, original bytes, and headers that say why and
/// from where. Headers the producer had set stay.
final class DeadLetterProcessor implements Processor<byte[], DeadLetter, byte[], byte[]> {
  private final String instance;
  private final String topic;
  private final TopologyCounts counts;
  private ProcessorContext<byte[], byte[]> context;
  private Tally sent;

  DeadLetterProcessor(String instance, String topic, TopologyCounts counts) {
    this.instance = instance;
    this.topic = topic;
    this.counts = counts;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    this.context = context;
    this.sent = counts.out(topic, context.taskId().partition());
  }

  @Override
  public void process(Record<byte[], DeadLetter> record) {
    DeadLetter letter = record.value();
    RecordMetadata metadata = context.recordMetadata().orElseThrow();
    RecordHeaders headers = new RecordHeaders(record.headers());
    DeadLetterHeaders.write(
        headers,
        new dev.tailrace.schema.DeadLetter(
            letter.reason().code(),
            letter.message(),
            metadata.topic(),
            metadata.partition(),
            metadata.offset(),
            Instant.ofEpochMilli(record.timestamp()),
            instance));
    context.forward(new Record<>(record.key(), letter.value(), record.timestamp(), headers));
    sent.add();
    DeliveryStep.LETTER_SENT.reached();
  }
}
