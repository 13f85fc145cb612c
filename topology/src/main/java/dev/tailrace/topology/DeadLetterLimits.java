package dev.tailrace.topology;

/// How many records of one partition may become dead letters before the application stops, because
/// then the code or the producer is bad, not the data.
///
/// @param maxConsecutive this many refused records in a row are borne; the next one stops
/// @param maxRatio share of refused records borne within a window, 0 to 1
/// @param ratioWindow records of one partition that make a window
public record DeadLetterLimits(long maxConsecutive, double maxRatio, long ratioWindow) {
  public static final DeadLetterLimits DEFAULT = new DeadLetterLimits(1_000, 0.25, 10_000);

  public DeadLetterLimits {
    if (maxConsecutive < 0) {
      throw new IllegalArgumentException("maxConsecutive must not be negative: " + maxConsecutive);
    }
    if (!(maxRatio >= 0 && maxRatio <= 1)) {
      throw new IllegalArgumentException("maxRatio must lie between 0 and 1: " + maxRatio);
    }
    if (ratioWindow < 1) {
      throw new IllegalArgumentException("ratioWindow must be positive: " + ratioWindow);
    }
  }
}
