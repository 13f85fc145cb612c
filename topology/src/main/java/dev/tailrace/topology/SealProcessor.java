package dev.tailrace.topology;

import dev.tailrace.delivery.DeliveryStep;
import dev.tailrace.event.Enriched;
import dev.tailrace.event.EnrichedEvent;
import dev.tailrace.event.MutationResult;
import dev.tailrace.metrics.Tally;
import dev.tailrace.wire.BatchHeader;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/// Stamps every event with its batch and writes the seals, by the decisions of [Sealer].
///
/// The key of what it forwards is the partition to write to: that of the task's own number, so that
/// a partition of `events` has one writer. The punctuator runs only while something can become due,
/// because each of its runs costs a commit.
final class SealProcessor implements Processor<byte[], Enriched, Integer, IndexedRecord> {
  static final String STORE = "batches";
  private static final String NEWEST = "newest";

  private final SealLimits limits;
  private final String instance;
  private final String topic;
  private final TopologyCounts counts;
  private ProcessorContext<Integer, IndexedRecord> context;
  private KeyValueStore<String, SealState> store;
  private Integer partition;
  private Tally sent;
  private Sealer sealer;
  private Optional<SealState> kept;
  private RecordHeaders headers = new RecordHeaders();
  private Optional<Duration> checked = Optional.empty();
  private Optional<Cancellable> check = Optional.empty();

  SealProcessor(SealLimits limits, String instance, String topic, TopologyCounts counts) {
    this.limits = limits;
    this.instance = instance;
    this.topic = topic;
    this.counts = counts;
  }

  @Override
  public void init(ProcessorContext<Integer, IndexedRecord> context) {
    this.context = context;
    this.store = context.getStateStore(STORE);
    this.partition = context.taskId().partition();
    this.sent = counts.out(topic, partition);
    this.kept = Optional.ofNullable(store.get(NEWEST));
    this.sealer = Sealer.resume(limits, new BatchIds(new SplittableRandom()), kept);
    schedule();
    DeliveryStep.ROWS_ASSIGNED.reached();
  }

  @Override
  public void process(Record<byte[], Enriched> record) {
    Enriched enriched = record.value();
    String batch =
        sealer.stamp(
            RowSize.rows(enriched),
            RowSize.bytes(enriched),
            record.timestamp(),
            context.currentSystemTimeMs());
    keep();
    forward(enriched.event(), batch, record.timestamp());
    for (MutationResult mutation : enriched.mutations()) {
      if (mutation instanceof MutationResult.Accepted accepted) {
        forward(accepted.event(), batch, record.timestamp());
      }
    }
  }

  private void forward(EnrichedEvent event, String batch, long timestamp) {
    context.forward(
        new Record<>(partition, new EventRow(event, instance, batch), timestamp, headers));
    sent.add();
    DeliveryStep.ROW_SENT.reached();
  }

  private void sealWhenDue(long nowMillis) {
    if (sealer.sealDue(nowMillis).isPresent()) {
      keep();
      if (sealer.ended().isEmpty()) {
        counts.ticks(partition).add();
      }
      context.forward(new Record<>(partition, null, nowMillis, headers));
      DeliveryStep.SEAL_SENT.reached();
    }
  }

  /// Writes the state down once per batch and seal, and turns to the headers of the newest batch.
  private void keep() {
    Optional<SealState> state = sealer.state();
    if (state.equals(kept)) {
      return;
    }
    kept = state;
    sealer.ended().ifPresent(cause -> counts.batches(cause, partition).add());
    SealState newest = state.orElseThrow();
    store.put(NEWEST, newest);
    headers = new RecordHeaders();
    BatchHeader.put(headers, newest.batchId());
    schedule();
  }

  private void schedule() {
    Optional<Duration> next = sealer.nextCheck();
    if (next.equals(checked)) {
      return;
    }
    check.ifPresent(Cancellable::cancel);
    check =
        next.map(
            interval ->
                context.schedule(interval, PunctuationType.WALL_CLOCK_TIME, this::sealWhenDue));
    checked = next;
  }
}
