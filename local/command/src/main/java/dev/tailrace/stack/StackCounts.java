package dev.tailrace.stack;

import java.util.Optional;

/// What a running stack has done, for a status line.
///
/// @param stored rows in ClickHouse, mutations among them
/// @param mutations rows in ClickHouse that are mutations
/// @param deadLetters of all reasons
/// @param notices of all types
/// @param trouble why events do not reach the store at the moment
public record StackCounts(
    long stored, long mutations, long deadLetters, long notices, Optional<String> trouble) {
  static StackCounts unknown(String trouble) {
    return new StackCounts(0, 0, 0, 0, Optional.of(trouble));
  }
}
