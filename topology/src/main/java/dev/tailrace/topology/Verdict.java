package dev.tailrace.topology;

import dev.tailrace.event.DeadLetterReason;
import dev.tailrace.event.Enriched;

/// What becomes of one raw record. Every record gets exactly one verdict, so in = accepted +
/// noticed + refused.
sealed interface Verdict {
  /// It goes to `events`, its mutations with it.
  record Accepted(Enriched enriched) implements Verdict {}

  /// It tells of no invocation: counted under its type and dropped.
  record Noticed(String type) implements Verdict {}

  /// It goes to the dead letters.
  record Refused(DeadLetter letter) implements Verdict {}

  /// A record on its way to the dead letters.
  ///
  /// @param message names the thing, the value and the remedy
  /// @param value what the dead-letter record holds: the original bytes, null when there were none
  @SuppressWarnings("ArrayRecordComponent") // only passed on, never compared
  record DeadLetter(DeadLetterReason reason, String message, byte[] value) {}
}
