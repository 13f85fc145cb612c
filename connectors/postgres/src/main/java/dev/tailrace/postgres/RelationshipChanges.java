package dev.tailrace.postgres;

import dev.tailrace.postgres.RelationshipTable.Row;
import dev.tailrace.postgres.RelationshipView.Held;
import dev.tailrace.postgres.RelationshipView.Place;
import dev.tailrace.things.Ends;
import dev.tailrace.things.EntityKey;
import dev.tailrace.things.Mark;
import dev.tailrace.things.Mutation.OfRelationship;
import dev.tailrace.things.Mutation.PutRelationship;
import dev.tailrace.things.Trace;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// What a batch changes of the relationships, reckoned from what is known of them and of the things
/// that they join. Nothing is in it for a relationship that stays as it is.
///
/// A relationship is live while both things are there, and parked while one is not. A delete of a
/// thing ends those that joined it, for good: only a later mutation of the relationship brings it
/// back.
final class RelationshipChanges {
  private final List<Map.Entry<EntityKey, Mark>> tombstones = new ArrayList<>();
  private final Map<Place, Into> byPlace = new EnumMap<>(Place.class);
  private final Function<EntityKey, EndState> endStates;

  /// What a table gets and gives.
  ///
  /// @param arrivals come from the other table as they are
  /// @param removals go for good, or because a put into the other table takes their place
  record Into(
      List<EntityKey> arrivals,
      List<Row> puts,
      List<Map.Entry<EntityKey, Trace>> traces,
      List<EntityKey> removals) {
    Into() {
      this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }
  }

  /// @param endStates of every thing that a known relationship or a mutation joins, as it will be
  ///     after the batch
  RelationshipChanges(Function<EntityKey, EndState> endStates) {
    this.endStates = endStates;
    byPlace.put(Place.LIVE, new Into());
    byPlace.put(Place.PARKED, new Into());
  }

  /// Of relationships that ended.
  List<Map.Entry<EntityKey, Mark>> tombstones() {
    return tombstones;
  }

  Into into(Place place) {
    return byPlace.get(place);
  }

  /// Adds what becomes of one relationship.
  ///
  /// @param mutations of it, in any order; none when only its ends changed
  void add(EntityKey key, List<OfRelationship> mutations, Held held) {
    Trace after = held.trace();
    for (OfRelationship mutation : mutations) {
      after = after.with(mutation);
    }
    PutRelationship winner = after.isAlive() ? winner(mutations, after, held) : null;
    Ends ends = winner == null ? held.ends() : winner.ends();
    if (after.isAlive()) {
      after = after.endDeleted(lastDelete(ends));
    }
    if (after.deleted().isAfter(held.trace().deleted())) {
      tombstones.add(Map.entry(key, after.deleted()));
    }
    if (!after.isAlive()) {
      if (held.place() != Place.NOWHERE) {
        into(held.place()).removals().add(key);
      }
      return;
    }
    place(key, held, bothExist(ends) ? Place.LIVE : Place.PARKED, winner, after);
  }

  private void place(EntityKey key, Held held, Place place, PutRelationship winner, Trace after) {
    boolean elsewhere = held.place() != Place.NOWHERE && held.place() != place;
    if (winner != null) {
      if (elsewhere) {
        into(held.place()).removals().add(key);
      }
      into(place).puts().add(new Row(winner, after));
      return;
    }
    if (elsewhere) {
      into(place).arrivals().add(key);
    }
    if (!after.puts().equals(held.trace().puts())) {
      into(place).traces().add(Map.entry(key, after));
    }
  }

  /// The mutation that gives a new state; null when the held one stays.
  private static PutRelationship winner(List<OfRelationship> mutations, Trace after, Held held) {
    Mark newest = after.puts().last();
    if (held.trace().isAlive() && !newest.isAfter(held.trace().puts().last())) {
      return null;
    }
    for (OfRelationship mutation : mutations) {
      if (mutation instanceof PutRelationship put
          && put.mark().version().equals(newest.version())) {
        return put;
      }
    }
    throw new IllegalStateException("no mutation left " + newest);
  }

  private Mark lastDelete(Ends ends) {
    Mark from = endStates.apply(ends.from()).deleted();
    Mark to = endStates.apply(ends.to()).deleted();
    return from.isAfter(to) ? from : to;
  }

  private boolean bothExist(Ends ends) {
    return endStates.apply(ends.from()).exists() && endStates.apply(ends.to()).exists();
  }
}
