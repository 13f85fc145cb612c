package dev.tailrace.audit;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/// Counts rows and adds up hashes by source partition and hour of the event; hands the sums on
/// before they grow large. Sums wrap, and unlike an exclusive or they see a pair of equal rows.
final class GroupSums {
  private static final int MOST = 20_000;
  private static final long HOUR = 3_600_000;

  private final Map<Group, Sums> groups = new HashMap<>();
  private final BiConsumer<Group, Sums> taker;

  /// @param hour hours since the epoch
  record Group(int partition, long hour) {
    static Group of(int partition, long eventMillis) {
      return new Group(partition, Math.floorDiv(eventMillis, HOUR));
    }
  }

  /// What was added.
  static final class Sums {
    private long rows;
    private long ids;
    private long contents;

    long rows() {
      return rows;
    }

    long ids() {
      return ids;
    }

    long contents() {
      return contents;
    }
  }

  /// @param taker of the sums of each group; a group may be handed on more than once
  GroupSums(BiConsumer<Group, Sums> taker) {
    this.taker = taker;
  }

  void add(Group key, long id, long content) {
    Sums sums = groups.computeIfAbsent(key, _ -> new Sums());
    sums.rows++;
    sums.ids += id;
    sums.contents += content;
    if (groups.size() > MOST) {
      handOn();
    }
  }

  void handOn() {
    groups.forEach(taker);
    groups.clear();
  }
}
