package dev.tailrace.faults;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// Faults of one kind, and what they did.
///
/// @param kind its name
/// @param words what the kind does
/// @param recordsIn raw records that were published meanwhile
/// @param damage by store, as the audit found it after the round; what was there before is left out
/// @param longestGaps by store: for how long nothing new could be read although records came in
public record Round(
    String kind,
    String words,
    int faults,
    long recordsIn,
    Map<String, Damage> damage,
    Map<String, Duration> longestGaps) {
  public Round {
    damage = new LinkedHashMap<>(damage);
    longestGaps = new LinkedHashMap<>(longestGaps);
  }

  /// Two rounds of one kind as one.
  Round plus(Round other) {
    Map<String, Damage> sum = new LinkedHashMap<>(damage);
    other.damage.forEach((store, more) -> sum.merge(store, more, Damage::plus));
    Map<String, Duration> longest = new LinkedHashMap<>(longestGaps);
    other.longestGaps.forEach(
        (store, gap) ->
            longest.merge(store, gap, (one, two) -> one.compareTo(two) < 0 ? two : one));
    return new Round(kind, words, faults + other.faults, recordsIn + other.recordsIn, sum, longest);
  }

  boolean isClean() {
    return damage.values().stream().allMatch(Damage::isNone);
  }
}
