package dev.tailrace.lookup;

import dev.tailrace.things.EntityKey;
import dev.tailrace.things.RelationshipPage;
import dev.tailrace.things.ThingRow;
import java.time.Instant;

/// What the stores know of a URL.
public sealed interface Answer {
  /// The thing is there, or was at the time asked for.
  ///
  /// @param from relationships that start from it
  /// @param to relationships that lead to it
  record Present(ThingRow thing, RelationshipPage from, RelationshipPage to, ThingHistory history)
      implements Answer {}

  /// The thing is not there, or was not, but is known.
  record Absent(EntityKey key, Absence why, ThingHistory history) implements Answer {}

  /// Nobody announced such a thing, or it is forgotten.
  record Unknown() implements Answer {}

  /// Why a thing that is known is not there.
  sealed interface Absence {
    /// Its last mutation is a delete.
    ///
    /// @param at when it happened, as the Worker announced it
    record Deleted(Instant at) implements Absence {}

    /// All that is known of it happened after the time asked for.
    ///
    /// @param first the first that is known
    record NotYet(Instant first) implements Absence {}

    /// Its last mutation is no delete, and yet the store of the current state lacks it.
    record NotStored() implements Absence {}
  }
}
