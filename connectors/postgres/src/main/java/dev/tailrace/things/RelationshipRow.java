package dev.tailrace.things;

import java.time.Instant;
import java.util.Objects;

/// A relationship as a store has it.
///
/// @param state its content is null: relationships have no column for it
/// @param createdAt time of the first mutation since the last delete of it, or of a thing it joins
/// @param updatedAt time of the last mutation
/// @param version text of the last mutation's version
public record RelationshipRow(
    Standing standing,
    EntityKey key,
    Ends ends,
    State state,
    Instant createdAt,
    Instant updatedAt,
    String version) {
  public RelationshipRow {
    Objects.requireNonNull(standing, "standing");
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(ends, "ends");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(createdAt, "createdAt");
    Objects.requireNonNull(updatedAt, "updatedAt");
    Objects.requireNonNull(version, "version");
  }

  /// Whether a relationship joins two things that are there.
  public enum Standing {
    LIVE,
    /// It waits for a thing that has not arrived yet, or is deleted at the moment.
    PARKED
  }
}
