package dev.tailrace.postgres;

import dev.tailrace.things.EntityKey;
import dev.tailrace.things.Mark;
import dev.tailrace.things.Mutation;
import dev.tailrace.things.Mutation.OfThing;
import dev.tailrace.things.Mutation.PutThing;
import dev.tailrace.things.Trace;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/// What a batch changes of the things, reckoned from what is known of them. Nothing is in it for a
/// thing that stays as it is.
///
/// @param puts things that are new or get another state
/// @param traces of things that keep their state and get another past
/// @param tombstones of things that were deleted once more
/// @param removed things that are not there any more
/// @param arrived things that were not there before
record ThingsChanges(
    List<ThingsTable.Row> puts,
    List<Map.Entry<EntityKey, Trace>> traces,
    List<Map.Entry<EntityKey, Mark>> tombstones,
    List<EntityKey> removed,
    Set<EntityKey> arrived) {

  /// @param mutations of each thing, in any order
  /// @param known what the tables say of these things
  static ThingsChanges of(
      SortedMap<EntityKey, List<OfThing>> mutations, Map<EntityKey, Trace> known) {
    ThingsChanges changes =
        new ThingsChanges(
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new HashSet<>());
    mutations.forEach(
        (key, ofThing) -> changes.add(key, ofThing, known.getOrDefault(key, Trace.NONE)));
    return changes;
  }

  private void add(EntityKey key, List<OfThing> mutations, Trace before) {
    Trace after = before;
    for (Mutation mutation : mutations) {
      after = after.with(mutation);
    }
    if (after.deleted().isAfter(before.deleted())) {
      tombstones.add(Map.entry(key, after.deleted()));
    }
    if (!after.isAlive()) {
      if (before.isAlive()) {
        removed.add(key);
      }
      return;
    }
    if (!before.isAlive()) {
      arrived.add(key);
    }
    Mark newest = after.puts().last();
    if (!before.isAlive() || newest.isAfter(before.puts().last())) {
      puts.add(new ThingsTable.Row(put(mutations, newest), after));
    } else if (!after.puts().equals(before.puts())) {
      traces.add(Map.entry(key, after));
    }
  }

  /// The one that left this mark; it is there, because the mark is new.
  private static PutThing put(List<OfThing> mutations, Mark mark) {
    for (OfThing mutation : mutations) {
      if (mutation instanceof PutThing put && put.mark().version().equals(mark.version())) {
        return put;
      }
    }
    throw new IllegalStateException("no mutation left " + mark);
  }
}
