package dev.tailrace.things;

import java.time.Instant;
import java.util.Objects;

/// A thing as a store has it.
///
/// @param createdAt time of the first mutation since the last delete
/// @param updatedAt time of the last mutation
/// @param version text of the last mutation's version
public record ThingRow(
    EntityKey key, State state, Instant createdAt, Instant updatedAt, String version) {
  public ThingRow {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(createdAt, "createdAt");
    Objects.requireNonNull(updatedAt, "updatedAt");
    Objects.requireNonNull(version, "version");
  }
}
