package dev.tailrace.lookup;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/// One mutation of a thing.
///
/// @param at when it happened, as the Worker announced it
/// @param type create, update or delete
/// @param script the Worker that announced it
/// @param change against the mutation before; empty when the state before is not stored
public record HistoryLine(
    Instant at, String type, String script, String version, Optional<StateChange> change) {
  public HistoryLine {
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(script, "script");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(change, "change");
  }

  /// Whether there is no thing after it.
  public boolean isDelete() {
    return type.equals("delete");
  }
}
