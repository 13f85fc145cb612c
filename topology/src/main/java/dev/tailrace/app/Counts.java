package dev.tailrace.app;

import dev.tailrace.event.DeadLetterReason;
import java.util.Map;
import java.util.TreeMap;

/// What left the main road in the partitions of this instance since the application first ran.
/// Exact after any crash, because counts are kept in the transactions of the records; those of the
/// running transaction are included.
///
/// @param notices counted and dropped notices by type
/// @param deadLetters dead letters by reason, rejected mutations among them
public record Counts(Map<String, Long> notices, Map<DeadLetterReason, Long> deadLetters) {
  public Counts {
    notices = Map.copyOf(notices);
    deadLetters = Map.copyOf(deadLetters);
  }

  public long allNotices() {
    return notices.values().stream().mapToLong(Long::longValue).sum();
  }

  /// Raw records that became dead letters: without the mutations that did.
  public long refusedRecords() {
    return deadLetters.entrySet().stream()
        .filter(entry -> entry.getKey() != DeadLetterReason.INVALID_MUTATION)
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  static Counts of(Map<String, Long> notices, Map<String, Long> deadLettersByCode) {
    Map<DeadLetterReason, Long> byReason = new TreeMap<>();
    for (DeadLetterReason reason : DeadLetterReason.values()) {
      Long count = deadLettersByCode.get(reason.code());
      if (count != null) {
        byReason.put(reason, count);
      }
    }
    return new Counts(notices, byReason);
  }
}
