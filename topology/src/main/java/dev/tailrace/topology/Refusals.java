package dev.tailrace.topology;

import dev.tailrace.event.DeadLetterReason;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.streams.state.KeyValueStore;

/// The counts of what left the main road in one partition, and the spent dead-letter budget.
/// Written only for such rare records, in their transaction, so the counts are exact after any
/// crash.
final class Refusals {
  static final String STORE = "refusals";
  static final String NOTICE = "notice.";
  static final String DEAD_LETTER = "dead-letter.";
  private static final String CONSECUTIVE = "budget.consecutive";
  private static final String SEEN = "budget.seen";
  private static final String REFUSED = "budget.refused";

  /// Types of notices that are known; any other one is counted as `other`, so that producers
  /// cannot make counters at will.
  private static final Set<String> NOTICE_TYPES = Set.of("overload", "overload-stop");

  private final KeyValueStore<String, Long> store;

  Refusals(KeyValueStore<String, Long> store) {
    this.store = store;
  }

  void countNotice(String type) {
    increment(NOTICE + (NOTICE_TYPES.contains(type) ? type : "other"));
  }

  void countDeadLetter(DeadLetterReason reason) {
    increment(DEAD_LETTER + reason.code());
  }

  Optional<DeadLetterBudget.State> budget() {
    return Optional.ofNullable(store.get(SEEN))
        .map(seen -> new DeadLetterBudget.State(store.get(CONSECUTIVE), seen, store.get(REFUSED)));
  }

  void keepBudget(DeadLetterBudget.State state) {
    store.put(CONSECUTIVE, state.consecutive());
    store.put(SEEN, state.seen());
    store.put(REFUSED, state.refused());
  }

  private void increment(String key) {
    Long count = store.get(key);
    store.put(key, count == null ? 1L : count + 1);
  }
}
