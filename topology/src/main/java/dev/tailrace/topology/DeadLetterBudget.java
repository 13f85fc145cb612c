package dev.tailrace.topology;

import java.util.Optional;

/// Counts accepted and refused records of one partition against [DeadLetterLimits]. Pure: the
/// caller keeps [#state] with the dead letters it writes, so that a restart does not grant a fresh
/// budget.
///
/// Law: the verdict depends only on the sequence of accepted and refused records since the resumed
/// state. Not thread-safe: one per task.
final class DeadLetterBudget {
  /// What must survive a restart.
  ///
  /// @param consecutive refused records since the last accepted one
  /// @param seen records of the running window
  /// @param refused refused records of the running window
  record State(long consecutive, long seen, long refused) {
    static final State FRESH = new State(0, 0, 0);
  }

  private final DeadLetterLimits limits;
  private long consecutive;
  private long seen;
  private long refused;

  private DeadLetterBudget(DeadLetterLimits limits, State former) {
    this.limits = limits;
    this.consecutive = former.consecutive;
    this.seen = former.seen;
    this.refused = former.refused;
  }

  static DeadLetterBudget resume(DeadLetterLimits limits, Optional<State> former) {
    return new DeadLetterBudget(limits, former.orElse(State.FRESH));
  }

  /// A record went on. True when a row of refusals ended with it, so that the caller writes the
  /// state down.
  boolean accepted() {
    turnWindow();
    seen++;
    boolean endedRow = consecutive > 0;
    consecutive = 0;
    return endedRow;
  }

  /// A record was refused. Empty while the budget bears it, else which limit it broke.
  Optional<String> refused() {
    turnWindow();
    seen++;
    refused++;
    consecutive++;
    if (consecutive > limits.maxConsecutive()) {
      return Optional.of(
          "%,d records in a row were refused (tailrace.dead-letter.max-consecutive is %,d)"
              .formatted(consecutive, limits.maxConsecutive()));
    }
    if (refused > limits.maxRatio() * limits.ratioWindow()) {
      return Optional.of(
          "%,d of the last %,d records were refused (tailrace.dead-letter.max-ratio is %s of %,d)"
              .formatted(refused, seen, limits.maxRatio(), limits.ratioWindow()));
    }
    return Optional.empty();
  }

  State state() {
    return new State(consecutive, seen, refused);
  }

  private void turnWindow() {
    if (seen >= limits.ratioWindow()) {
      seen = 0;
      refused = 0;
    }
  }
}
