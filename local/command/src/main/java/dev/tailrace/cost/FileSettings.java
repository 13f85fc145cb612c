package dev.tailrace.cost;

import java.time.Duration;

/// Settings of the topics and of the R2 sink that decide how many objects there are.
///
/// @param partitions of each topic
/// @param rollInterval after which a file ends (`roll.interval.ms`)
/// @param commitInterval least time between two commits to a table (`iceberg.commit.interval.ms`)
public record FileSettings(int partitions, Duration rollInterval, Duration commitInterval) {
  /// The sink's defaults.
  public static final FileSettings DEFAULT =
      new FileSettings(6, Duration.ofMinutes(5), Duration.ofMinutes(1));

  public FileSettings {
    Limits.requireBetween("partitions", partitions, 1, 100_000);
    Limits.requireWithinADay("roll interval", rollInterval);
    Limits.requireWithinADay("commit interval", commitInterval);
  }

  double slotsPerDay() {
    return (double) Duration.ofDays(1).toMillis() / rollInterval.toMillis();
  }

  double partitionSlotsPerDay() {
    return partitions * slotsPerDay();
  }
}
