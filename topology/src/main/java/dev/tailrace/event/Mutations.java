package dev.tailrace.event;

import dev.tailrace.event.EnrichedEvent.Change;
import dev.tailrace.event.EnrichedEvent.Classification;
import dev.tailrace.event.EnrichedEvent.Result;
import dev.tailrace.event.Invocation.Message;
import dev.tailrace.event.MutationResult.Accepted;
import dev.tailrace.event.MutationResult.Rejected;
import java.util.ArrayList;
import java.util.List;

/// Turns the mutation messages of an invocation into rows and mutations, or says what is wrong with
/// them. Not thread-safe.
///
/// The row of a mutation repeats what tells where it came from (worker, request) and nothing that
/// was measured, so that sums over all rows count each invocation once.
final class Mutations {
  private static final Classification CLASSIFICATION =
      new Classification(Severity.INFO, Category.SUCCESS, null, null, "mutation");

  private final UlidText ulid;
  private final MutationReader reader = new MutationReader();

  Mutations(UlidText ulid) {
    this.ulid = ulid;
  }

  /// One result for each message, in their order. Each takes the next sub-index, valid or not, so
  /// that a change of what is valid moves no ulid.
  List<MutationResult> read(List<Message> messages, EnrichedEvent carrier) {
    if (messages.isEmpty()) {
      return List.of();
    }
    List<MutationResult> results = new ArrayList<>(messages.size());
    for (Message message : messages) {
      results.add(read(message, results.size() + 1, carrier));
    }
    return results;
  }

  private MutationResult read(Message message, int subIndex, EnrichedEvent carrier) {
    try {
      if (subIndex > UlidText.MOST_MUTATIONS) {
        throw MutationReader.invalid(
            "the invocation announces more than %,d mutations".formatted(UlidText.MOST_MUTATIONS));
      }
      reader.read(message);
      return accept(subIndex, carrier);
    } catch (JsonException e) {
      return new Rejected(DeadLetterReason.INVALID_MUTATION, e.getMessage(), message.json());
    }
  }

  private Accepted accept(int subIndex, EnrichedEvent carrier) {
    RawRecord source = carrier.source();
    MutationType type = reader.mutationType();
    long time = reader.timestamp() == null ? carrier.eventTimestamp() : reader.timestamp();
    String version = ulid.of(time, UlidText.hash(source), subIndex);
    EntityMutation mutation =
        new EntityMutation(
            version,
            time,
            type,
            reader.entityNs(),
            reader.entityId(),
            reader.entityType(),
            reader.ends(),
            reader.after(),
            reader.before(),
            reader.metadata(),
            carrier.worker().scriptName(),
            source);
    EnrichedEvent event =
        new EnrichedEvent(
            version,
            time,
            EventType.MUTATION,
            Enricher.eventName(carrier.worker(), type.eventKind(), carrier.outcome()),
            carrier.outcome(),
            carrier.worker(),
            carrier.request(),
            Result.NONE,
            CLASSIFICATION,
            new Change(
                type,
                reader.entityNs(),
                reader.entityId(),
                reader.entityType(),
                mutation.entityKind(),
                reader.data(),
                reader.metadata()),
            source);
    return new Accepted(event, mutation);
  }
}
