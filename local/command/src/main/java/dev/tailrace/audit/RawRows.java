package dev.tailrace.audit;

import dev.tailrace.audit.GroupSums.Group;
import dev.tailrace.event.EnrichedEvent;
import dev.tailrace.event.EntityMutation;
import dev.tailrace.event.MutationResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// The rows that raw records demand, one by one: for the second look at what differs.
///
/// @param <T> what the oracle makes of a raw record
/// @param topic the topic that must hold them
/// @param outcome what becomes of a raw record
/// @param rows the rows of a record
/// @param key their groups
/// @param id their ulids
record RawRows<T>(
    Oracle.Topic topic,
    Columns<T> columns,
    TopicReader raw,
    Ledger ledger,
    Function<ConsumerRecord<byte[], byte[]>, RawReader.Outcome> outcome,
    Function<RawReader.Outcome.Event, List<T>> rows,
    BiFunction<Integer, T, Group> key,
    Function<T, String> id) {

  static RawRows<EnrichedEvent> events(
      TopicReader raw,
      Ledger ledger,
      Function<ConsumerRecord<byte[], byte[]>, RawReader.Outcome> outcome) {
    return new RawRows<>(
        Oracle.Topic.EVENTS,
        Columns.EVENTS,
        raw,
        ledger,
        outcome,
        RawRows::events,
        (partition, event) -> Group.of(partition, event.eventTimestamp()),
        EnrichedEvent::ulid);
  }

  static RawRows<EntityMutation> mutations(
      TopicReader raw,
      Ledger ledger,
      Function<ConsumerRecord<byte[], byte[]>, RawReader.Outcome> outcome) {
    return new RawRows<>(
        Oracle.Topic.MUTATIONS,
        Columns.MUTATIONS,
        raw,
        ledger,
        outcome,
        RawRows::mutations,
        (partition, mutation) -> Group.of(partition, mutation.eventTimestamp()),
        EntityMutation::version);
  }

  private static List<EnrichedEvent> events(RawReader.Outcome.Event outcome) {
    List<EnrichedEvent> events = new ArrayList<>();
    events.add(outcome.enriched().event());
    for (MutationResult result : outcome.enriched().mutations()) {
      if (result instanceof MutationResult.Accepted accepted) {
        events.add(accepted.event());
      }
    }
    return events;
  }

  private static List<EntityMutation> mutations(RawReader.Outcome.Event outcome) {
    List<EntityMutation> mutations = new ArrayList<>();
    for (MutationResult result : outcome.enriched().mutations()) {
      if (result instanceof MutationResult.Accepted accepted) {
        mutations.add(accepted.mutation());
      }
    }
    return mutations;
  }

  /// Reads the partitions of these groups once more; fills `expected_row`.
  void note(Set<Group> groups, Bounds bounds) {
    Map<Integer, Long> from = new HashMap<>();
    Map<Integer, Long> to = new HashMap<>();
    groups.stream()
        .map(Group::partition)
        .filter(bounds.partitions()::containsKey)
        .forEach(
            partition -> {
              from.put(partition, bounds.partitions().get(partition).from());
              to.put(partition, bounds.partitions().get(partition).to());
            });
    CanonicalText text = new CanonicalText();
    try (Ledger.Rows expected = ledger.append("expected_row")) {
      raw.read(
          from,
          to,
          record -> {
            for (T row : rows(record)) {
              Group group = key.apply(record.partition(), row);
              if (groups.contains(group)) {
                expected.add(
                    id.apply(row),
                    record.partition(),
                    group.hour(),
                    record.offset(),
                    columns.hash(row, text));
              }
            }
          });
    }
  }

  private List<T> rows(ConsumerRecord<byte[], byte[]> record) {
    return outcome.apply(record) instanceof RawReader.Outcome.Event event
        ? rows.apply(event)
        : List.of();
  }

  /// The row of this ulid, which the record there demands.
  Optional<T> at(int partition, long offset, String ulid) {
    return raw.at(partition, offset)
        .flatMap(
            record -> rows(record).stream().filter(row -> id.apply(row).equals(ulid)).findFirst());
  }
}
