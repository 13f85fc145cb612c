package dev.tailrace.faults;

import dev.tailrace.audit.StoreVerdict;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/// What a rollout did to the flow of events, and whether all stores hold what they must.
///
/// @param published raw records in all
/// @param steps in their order
/// @param stores as the audit found them
public record RolloutReport(
    int eventsPerSecond, long published, List<Step> steps, List<StoreVerdict> stores) {
  private static final double MILLIS = 1_000;

  /// One step.
  ///
  /// @param longestGap for how long nothing new of one partition could be read in ClickHouse
  public record Step(String name, Duration longestGap) {
    /// The gap in seconds.
    public double seconds() {
      return longestGap.toMillis() / MILLIS;
    }
  }

  public RolloutReport {
    steps = List.copyOf(steps);
    stores = List.copyOf(stores);
  }

  /// Whether nothing is lost, doubled or changed.
  public boolean addsUp() {
    return stores.stream().allMatch(StoreVerdict::addsUp);
  }

  /// The step that stopped a partition for longest.
  public Step worst() {
    return steps.stream().max(Comparator.comparing(Step::longestGap)).orElseThrow();
  }

  /// A table for people.
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        "longest time during which nothing new of a partition could be read, at %,d events/s%n"
            .formatted(eventsPerSecond));
    for (Step step : steps) {
      text.append("%-50s %6.1f s%n".formatted(step.name(), step.seconds()));
    }
    text.append("worst: %.1f s (%s)%n%n".formatted(worst().seconds(), worst().name()));
    text.append(
        "%-32s %10s %8s %10s %9s%n"
            .formatted("store", "expected", "lost", "duplicated", "differing"));
    for (StoreVerdict store : stores) {
      text.append(
          "%-32s %,10d %,8d %,10d %,9d%n"
              .formatted(
                  store.store(),
                  store.expected(),
                  store.lost(),
                  store.duplicated(),
                  store.differing()));
    }
    text.append(
        "%,d raw records: %s%n"
            .formatted(
                published,
                addsUp() ? "nothing lost, nothing doubled" : "the stores do NOT add up"));
    return text.toString();
  }
}
