package dev.tailrace.things;

import java.util.Objects;

/// What must be known of an entity to place a mutation that comes late: what was put since its last
/// delete, and that delete. Immutable.
///
/// Laws: the trace of a set of mutations is the same in whatever order they are taken in, and
/// however often. The entity exists if something was put since the last delete; then the last put
/// gives its state, and the first one its time of creation. (With more puts since the delete than
/// [Lineage#MOST] the time of creation may be a later one; nothing else.)
///
/// @param puts marks of the creates and updates after `deleted`
/// @param deleted the last delete; [Mark#NONE] when there was none
public record Trace(Lineage puts, Mark deleted) {
  /// Of an entity that nobody ever announced.
  public static final Trace NONE = new Trace(Lineage.EMPTY, Mark.NONE);

  public Trace {
    Objects.requireNonNull(puts, "puts");
    Objects.requireNonNull(deleted, "deleted");
  }

  /// Whether the entity exists.
  public boolean isAlive() {
    return !puts.isEmpty();
  }

  /// Takes a mutation in; the same object when that changes nothing.
  public Trace with(Mutation mutation) {
    return mutation.isDelete() ? delete(mutation.mark()) : put(mutation.mark());
  }

  /// Takes a create or an update in.
  Trace put(Mark mark) {
    if (!mark.isAfter(deleted)) {
      return this;
    }
    Lineage more = puts.with(mark);
    return more.equals(puts) ? this : new Trace(more, deleted);
  }

  /// Takes a delete in.
  Trace delete(Mark mark) {
    return mark.isAfter(deleted) ? new Trace(puts.after(mark.version()), mark) : this;
  }

  /// What is left of a relationship after a delete of a thing that it joins: only what was put
  /// later. The last put that fell becomes its tombstone, because mutations after it may have
  /// joined other things and may still be on their way.
  public Trace endDeleted(Mark end) {
    Mark fallen = puts.lastUpTo(end.version());
    return fallen.equals(Mark.NONE) ? this : delete(fallen);
  }
}
