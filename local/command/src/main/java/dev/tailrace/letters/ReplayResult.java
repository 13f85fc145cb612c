package dev.tailrace.letters;

import java.util.List;

/// What became of the letters that were chosen.
///
/// @param replayed published again, or what would be in [Replay.Mode#DRY_RUN]
/// @param leftOut not published, because they were before
/// @param refusals those that may not be published, by kind
public record ReplayResult(long replayed, long leftOut, List<Refused> refusals) {
  public ReplayResult {
    refusals = List.copyOf(refusals);
  }

  /// Letters that were refused for one and the same thing.
  ///
  /// @param why with the way out
  /// @param first one of them
  public record Refused(String reason, String why, long letters, String first) {
    Refused plus(Refused later) {
      return new Refused(reason, why, letters + later.letters, first);
    }
  }

  /// How many were refused.
  public long refused() {
    return refusals.stream().mapToLong(Refused::letters).sum();
  }
}
