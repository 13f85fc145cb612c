package dev.tailrace.audit;

import dev.tailrace.audit.GroupSums.Group;
import dev.tailrace.event.DeadLetterReason;
import dev.tailrace.event.Enriched;
import dev.tailrace.event.EnrichedEvent;
import dev.tailrace.event.EntityMutation;
import dev.tailrace.event.EntityMutation.Ends;
import dev.tailrace.event.MutationResult;
import dev.tailrace.event.MutationType;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// Works out what the raw records of one epoch demand of every store, and notes it in the ledger.
/// Closing completes the notes. Not thread-safe.
final class Oracle implements AutoCloseable {
  private final int epoch;
  private final RawReader reader;
  private final Set<Position> unknownSchemas;
  private final CanonicalText text = new CanonicalText();
  private final JsonHash json = new JsonHash();
  private final Ledger.Rows groups;
  private final Ledger.Rows letters;
  private final Ledger.Rows mutations;
  private final Ledger.Rows cells;
  private final GroupSums events;
  private final GroupSums announced;
  private final CellSums windows;
  private long records;
  private long newestMillis;

  /// Where a raw record lies.
  record Position(int partition, long offset) {}

  /// @param unknownSchemas records that were refused because the registry did not know their
  ///     schema. It may know it by now, and then they look readable
  Oracle(int epoch, RawReader reader, Ledger ledger, Set<Position> unknownSchemas) {
    this.epoch = epoch;
    this.reader = reader;
    this.unknownSchemas = unknownSchemas;
    this.groups = ledger.append("expected_group");
    this.letters = ledger.append("expected_letter");
    this.mutations = ledger.append("mutation");
    this.cells = ledger.append("expected_cell");
    this.events = new GroupSums((key, sums) -> note(Topic.EVENTS, key, sums));
    this.announced = new GroupSums((key, sums) -> note(Topic.MUTATIONS, key, sums));
    this.windows = new CellSums(this::note);
  }

  /// The topics that hold a row for each thing that a raw record says.
  enum Topic {
    EVENTS,
    MUTATIONS
  }

  void add(ConsumerRecord<byte[], byte[]> record) {
    records++;
    newestMillis = Math.max(newestMillis, record.timestamp());
    switch (outcome(record)) {
      case RawReader.Outcome.Event(Enriched enriched) -> add(record, enriched);
      case RawReader.Outcome.Notice _ -> {} // nothing is made of it
      case RawReader.Outcome.Refused(DeadLetterReason reason) ->
          addLetter(record, reason, text.hash(record.value()));
    }
  }

  RawReader.Outcome outcome(ConsumerRecord<byte[], byte[]> record) {
    return unknownSchemas.contains(new Position(record.partition(), record.offset()))
        ? new RawReader.Outcome.Refused(DeadLetterReason.UNKNOWN_SCHEMA)
        : reader.read(record);
  }

  private void add(ConsumerRecord<byte[], byte[]> record, Enriched enriched) {
    addEvent(enriched.event());
    if (CellSums.counts(enriched.event())) {
      windows.add(enriched.event());
    }
    for (MutationResult result : enriched.mutations()) {
      switch (result) {
        case MutationResult.Accepted(EnrichedEvent event, EntityMutation mutation) -> {
          addEvent(event);
          addMutation(mutation);
        }
        case MutationResult.Rejected rejected ->
            addLetter(record, rejected.reason(), text.hash(rejected.original().toByteArray()));
      }
    }
  }

  private void addEvent(EnrichedEvent event) {
    events.add(
        Group.of(event.source().partition(), event.eventTimestamp()),
        text.hash(event.ulid()),
        Columns.EVENTS.hash(event, text));
  }

  private void addMutation(EntityMutation mutation) {
    announced.add(
        Group.of(mutation.source().partition(), mutation.eventTimestamp()),
        text.hash(mutation.version()),
        Columns.MUTATIONS.hash(mutation, text));
    EntityState state = EntityState.after(mutation, json, text);
    Ends ends = mutation.ends() == null ? new Ends(null, null, null, null) : mutation.ends();
    mutations.add(
        epoch,
        mutation.entityKind(),
        mutation.entityNs(),
        mutation.entityId(),
        mutation.version(),
        mutation.mutationType() == MutationType.DELETE,
        state.type(),
        state.texts(),
        state.data(),
        mutation.eventTimestamp(),
        ends.fromNs(),
        ends.fromId(),
        ends.toNs(),
        ends.toId(),
        mutation.source().partition(),
        mutation.source().offset());
  }

  private void addLetter(
      ConsumerRecord<byte[], byte[]> record, DeadLetterReason reason, long body) {
    letters.add(epoch, reason.code(), record.partition(), record.offset(), body);
  }

  private void note(Topic topic, Group key, GroupSums.Sums sums) {
    groups.add(
        topic.name(), epoch, key.partition(), key.hour(), sums.rows(), sums.ids(), sums.contents());
  }

  private void note(CellSums.Key key, long[] counters) {
    Object[] row = new Object[5 + counters.length];
    row[0] = epoch;
    row[1] = key.kind();
    row[2] = key.script();
    row[3] = key.detail();
    row[4] = key.start();
    for (int i = 0; i < counters.length; i++) {
      row[5 + i] = counters[i];
    }
    cells.add(row);
  }

  /// Raw records so far.
  long records() {
    return records;
  }

  /// Capture time of the newest, Unix epoch milliseconds.
  long newestMillis() {
    return newestMillis;
  }

  @Override
  public void close() {
    events.handOn();
    announced.handOn();
    windows.handOn();
    groups.close();
    letters.close();
    mutations.close();
    cells.close();
  }
}
