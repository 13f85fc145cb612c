package dev.tailrace.event;

/// What became of one mutation message of an invocation.
public sealed interface MutationResult {

  /// It keeps the contract.
  ///
  /// @param event its row in `events`
  /// @param mutation its record on `things.mutations`
  record Accepted(EnrichedEvent event, EntityMutation mutation) implements MutationResult {}

  /// It breaks the contract. The invocation that carried it is processed as usual.
  ///
  /// @param message names the field and the value
  /// @param original the JSON text of the message, for the dead-letter topic
  record Rejected(DeadLetterReason reason, String message, JsonText original)
      implements MutationResult {}
}
