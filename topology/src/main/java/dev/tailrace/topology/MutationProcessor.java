package dev.tailrace.topology;

import dev.tailrace.delivery.DeliveryStep;
import dev.tailrace.event.EntityMutation;
import dev.tailrace.metrics.Tally;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/// An accepted mutation to its record on `things.mutations`.
final class MutationProcessor implements Processor<byte[], EntityMutation, String, IndexedRecord> {
  private final String topic;
  private final TopologyCounts counts;
  private ProcessorContext<String, IndexedRecord> context;
  private Tally sent;

  MutationProcessor(String topic, TopologyCounts counts) {
    this.topic = topic;
    this.counts = counts;
  }

  @Override
  public void init(ProcessorContext<String, IndexedRecord> context) {
    this.context = context;
    this.sent = counts.out(topic, context.taskId().partition());
  }

  @Override
  public void process(Record<byte[], EntityMutation> record) {
    EntityMutation mutation = record.value();
    context.forward(
        new Record<>(
            MutationAvro.key(mutation),
            MutationAvro.record(mutation),
            record.timestamp(),
            new RecordHeaders()));
    sent.add();
    DeliveryStep.MUTATION_SENT.reached();
  }
}
