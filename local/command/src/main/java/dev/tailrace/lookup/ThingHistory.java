package dev.tailrace.lookup;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The last mutations of a thing up to a time, in the order of their versions.
///
/// @param total how many there are up to the time
/// @param later how many there are after it
/// @param last the last up to the time, also when no line is asked for
/// @param firstLater the time of the first after it
public record ThingHistory(
    List<HistoryLine> lines,
    long total,
    long later,
    Optional<Ending> last,
    Optional<Instant> firstLater) {
  static final ThingHistory NONE =
      new ThingHistory(List.of(), 0, 0, Optional.empty(), Optional.empty());

  public ThingHistory {
    lines = List.copyOf(lines);
  }

  /// What the last mutation was.
  public record Ending(Instant at, String type) {
    boolean isDelete() {
      return type.equals("delete");
    }
  }

  /// How many mutations there are before the lines.
  public long earlier() {
    return total - lines.size();
  }
}
