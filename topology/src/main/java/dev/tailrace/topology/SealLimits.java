package dev.tailrace.topology;

import java.time.Duration;
import java.util.Optional;

/// When a batch of the `events` topic ends.
///
/// @param maxRows rows of a batch; one invocation with its mutations is never torn, so a batch may
///     exceed this by the mutations of a single invocation
/// @param maxBytes estimated encoded bytes of a batch; a single larger row stands alone
/// @param maxAge age at which a batch is sealed although neither limit is reached
/// @param maxAgeBehind that age where the first event was published longer ago than this: the
///     partition is behind then, and fewer, larger inserts help it to catch up. When `maxAge` is
///     longer, that counts
/// @param tickInterval distance of the seal-only ticks that follow the last data
/// @param rollInterval ticks go on until a batch id lies this far behind the last data, so that
///     readers that cut by time slots always see the next slot begin
public record SealLimits(
    int maxRows,
    long maxBytes,
    Duration maxAge,
    Duration maxAgeBehind,
    Duration tickInterval,
    Duration rollInterval) {
  private static final long AGE_MILLIS_PER_PARTITION = 100;
  private static final long LEAST_AGE_MILLIS = 500;

  public SealLimits {
    if (maxRows < 1 || maxBytes < 1) {
      throw new IllegalArgumentException(
          "a batch needs room for one row: maxRows " + maxRows + ", maxBytes " + maxBytes);
    }
    requirePositive("maxAge", maxAge);
    requirePositive("maxAgeBehind", maxAgeBehind);
    requirePositive("tickInterval", tickInterval);
    requirePositive("rollInterval", rollInterval);
  }

  /// 50,000 rows, 16 MB, an age by the partition count, 2 s when behind, a tick every 10 s for 5
  /// minutes.
  public static SealLimits defaults(int partitions) {
    return new SealLimits(
        50_000,
        16_000_000,
        ageOrDefault(Optional.empty(), partitions),
        Duration.ofSeconds(2),
        Duration.ofSeconds(10),
        Duration.ofMinutes(5));
  }

  /// The configured age, or max(0.5 s, 0.1 s × partitions): then a table that takes one insert per
  /// batch sees at most about ten inserts a second, however many partitions there are.
  public static Duration ageOrDefault(Optional<Duration> configured, int partitions) {
    return configured.orElseGet(
        () -> Duration.ofMillis(Math.max(LEAST_AGE_MILLIS, AGE_MILLIS_PER_PARTITION * partitions)));
  }

  private static void requirePositive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + " must be positive, not " + value);
    }
  }
}
