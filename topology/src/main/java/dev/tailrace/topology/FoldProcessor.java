package dev.tailrace.topology;

import dev.tailrace.delivery.DeliveryStep;
import dev.tailrace.event.Enriched;
import dev.tailrace.event.EnrichedEvent;
import dev.tailrace.metrics.Tally;
import dev.tailrace.schema.PartialWindow;
import dev.tailrace.window.EventChunk;
import dev.tailrace.window.WindowFold;
import dev.tailrace.window.WindowLength;
import dev.tailrace.window.WindowLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/// Notes every invocation for its windows, and hands the windows' sums on about once a second: no
/// record goes over Kafka per event.
///
/// What is noted must survive a crash between two commits. Streams writes nothing but the caches of
/// its own stores before a commit, so the chunk that is written on is put into a cached store after
/// every event: the cache keeps the array, and the changelog gets it once per commit.
final class FoldProcessor implements Processor<byte[], Enriched, String, PartialWindow> {
  static final String STORE = "deltas";
  private static final double MILLIS = 1_000.0;

  /// A commit writes the whole of a chunk that was touched, so chunks are small.
  private static final int CHUNK_BYTES = 8 * 1024;

  /// Folding more at once makes fewer partials; folding this much takes a few milliseconds.
  private static final int MOST_CHUNKS = 64;

  private final WindowLimits limits;
  private final String topic;
  private final TopologyCounts counts;
  private final List<byte[]> full = new ArrayList<>();
  private ProcessorContext<String, PartialWindow> context;
  private KeyValueStore<Integer, byte[]> store;
  private Tally lateEvents;
  private Tally sent;
  private EventChunk chunk;
  private int first;
  private int number;
  private Optional<Cancellable> handOn = Optional.empty();

  FoldProcessor(WindowLimits limits, String topic, TopologyCounts counts) {
    this.limits = limits;
    this.topic = topic;
    this.counts = counts;
  }

  @Override
  public void init(ProcessorContext<String, PartialWindow> context) {
    this.context = context;
    this.store = context.getStateStore(STORE);
    this.lateEvents = counts.lateEvents(context.taskId().partition());
    this.sent = counts.out(topic, context.taskId().partition());
    this.chunk = newChunk();
    takeUp();
  }

  /// What a former life noted and did not hand on.
  private void takeUp() {
    try (KeyValueIterator<Integer, byte[]> left = store.all()) {
      left.forEachRemaining(
          entry -> {
            first = full.isEmpty() ? entry.key : first;
            full.add(entry.value);
            number = entry.key + 1;
          });
    }
    if (!full.isEmpty()) {
      schedule();
    }
  }

  @Override
  public void process(Record<byte[], Enriched> record) {
    EnrichedEvent event = record.value().event();
    if (!EventChunk.counts(event)) {
      return;
    }
    if (chunk.append(event)) {
      lateEvents.add();
    }
    countLateness(event);
    store.put(number, chunk.bytes());
    if (chunk.isFull()) {
      full.add(chunk.bytes());
      number++;
      chunk = newChunk();
    }
    if (full.size() >= MOST_CHUNKS) {
      handOn(context.currentSystemTimeMs());
    } else if (handOn.isEmpty()) {
      schedule();
    }
  }

  private void countLateness(EnrichedEvent event) {
    long millis = event.source().timestamp() - WindowLength.HOUR.endOf(event.eventTimestamp());
    if (millis > 0) {
      counts.lateness().observe(millis / MILLIS);
    }
  }

  private void handOn(long nowMillis) {
    WindowFold fold = new WindowFold();
    full.forEach(fold::add);
    fold.add(chunk.bytes());
    fold.windows()
        .forEach(
            (key, content) ->
                context.forward(
                    new Record<>(
                        key.text(),
                        PartialAvro.record(key, content),
                        nowMillis,
                        new RecordHeaders())));
    sent.add(fold.windows().size());
    DeliveryStep.PARTIALS_SENT.reached();
    forget();
  }

  private void forget() {
    for (int noted = first; noted <= number; noted++) {
      store.delete(noted);
    }
    full.clear();
    chunk = newChunk();
    first = 0;
    number = 0;
    handOn.ifPresent(Cancellable::cancel);
    handOn = Optional.empty();
  }

  /// The punctuator runs only while something is noted, because each of its runs costs a commit.
  private void schedule() {
    handOn =
        Optional.of(
            context.schedule(
                limits.updateInterval(), PunctuationType.WALL_CLOCK_TIME, this::handOn));
  }

  private EventChunk newChunk() {
    return new EventChunk(CHUNK_BYTES, limits.graceMillis());
  }
}
