package dev.tailrace.topology;

import dev.tailrace.topology.SealState.Phase;
import java.time.Duration;
import java.util.Optional;

/// Decides where the batches of one partition begin and end. Knows neither Kafka nor a clock: the
/// caller gives the time and writes down [#state] whenever it has changed, in the transaction of
/// the records.
///
/// Laws:
/// - ids rise strictly within a partition, over restarts and whatever the clock does;
/// - all rows of one [#stamp] carry one id; an id is never taken up again once another one, or its
///   seal, was written;
/// - every batch is cut: by a later id, or by the first [#sealDue] at its age limit or later;
/// - after the last data, seal-only ticks go on until one of them lies a roll interval behind it.
///
/// Not thread-safe: one per task.
final class Sealer {
  /// While a batch is open its age is looked at this often.
  private static final Duration OPEN_CHECK = Duration.ofMillis(100);

  private final SealLimits limits;
  private final BatchIds ids;
  private final long maxAgeMillis;
  private final long behindMillis;
  private final long rollMillis;
  private final long tickMillis;

  /// Asked more often than ticks come, or one asked a moment too early would come a whole interval
  /// late.
  private final Duration tickCheck;

  /// Null until the partition has seen its first row.
  private SealState state;

  /// A batch that a former life left open: never continued, only cut.
  private Life life;

  private Optional<BatchEnd> ended = Optional.empty();
  private long openedMillis;
  private long ageLimitMillis;
  private long sealedMillis;
  private long rows;
  private long bytes;

  private enum Life {
    FORMER,
    OWN
  }

  private Sealer(SealLimits limits, BatchIds ids) {
    this.limits = limits;
    this.ids = ids;
    this.maxAgeMillis = limits.maxAge().toMillis();
    this.behindMillis = limits.maxAgeBehind().toMillis();
    this.rollMillis = limits.rollInterval().toMillis();
    this.tickMillis = limits.tickInterval().toMillis();
    this.tickCheck = Duration.ofMillis(Math.max(1, tickMillis / 10));
  }

  /// A sealer that goes on where the partition's last committed state ended.
  static Sealer resume(SealLimits limits, BatchIds ids, Optional<SealState> former) {
    Sealer sealer = new Sealer(limits, ids);
    sealer.state = former.orElse(null);
    sealer.life = Life.FORMER;
    sealer.sealedMillis = former.map(s -> BatchIds.millis(s.batchId())).orElse(0L);
    return sealer;
  }

  /// The batch id for rows that belong together. Begins a new batch when there is none of this
  /// life, when the open one is too old, or when these rows do not fit into it any more.
  ///
  /// @param publishedMillis when the rows' event was published: a batch that begins with one from
  ///     longer ago than [SealLimits#maxAgeBehind] may become as old as that
  String stamp(int newRows, long newBytes, long publishedMillis, long nowMillis) {
    Optional<BatchEnd> end = isOpen() ? end(newRows, newBytes, nowMillis) : left();
    if (!isOpen() || end.isPresent()) {
      ended = end;
      begin(nowMillis);
      boolean isBehind = nowMillis - publishedMillis > behindMillis;
      ageLimitMillis = isBehind ? Math.max(maxAgeMillis, behindMillis) : maxAgeMillis;
    }
    rows += newRows;
    bytes += newBytes;
    return state.batchId();
  }

  /// Why the open batch cannot take these rows, if it cannot.
  private Optional<BatchEnd> end(int newRows, long newBytes, long nowMillis) {
    if (rows + newRows > limits.maxRows()) {
      return Optional.of(BatchEnd.ROWS);
    }
    if (bytes + newBytes > limits.maxBytes()) {
      return Optional.of(BatchEnd.BYTES);
    }
    return aged(nowMillis);
  }

  private Optional<BatchEnd> aged(long nowMillis) {
    return age(nowMillis) >= ageLimitMillis ? Optional.of(BatchEnd.AGE) : Optional.empty();
  }

  /// A former life's open batch ends when the first one of this life begins.
  private Optional<BatchEnd> left() {
    return state != null && state.phase() == Phase.OPEN
        ? Optional.of(BatchEnd.RESTART)
        : Optional.empty();
  }

  /// The id to write as a seal now, if one is due: that of the open batch when it has aged or was
  /// left by a former life, else a fresh one when a tick is due.
  Optional<String> sealDue(long nowMillis) {
    if (state == null) {
      return Optional.empty();
    }
    if (state.phase() == Phase.OPEN) {
      Optional<BatchEnd> end = life == Life.FORMER ? left() : aged(nowMillis);
      if (end.isEmpty()) {
        return Optional.empty();
      }
      ended = end;
      return Optional.of(seal(state.batchId(), nowMillis));
    }
    ended = Optional.empty();
    return ticks() && sinceSeal(nowMillis) >= tickMillis
        ? Optional.of(seal(ids.next(state.batchId(), nowMillis), nowMillis))
        : Optional.empty();
  }

  /// How long the caller may wait before it asks [#sealDue] again; empty when nothing can become
  /// due before the next row.
  Optional<Duration> nextCheck() {
    if (state == null) {
      return Optional.empty();
    }
    if (state.phase() == Phase.OPEN) {
      return Optional.of(OPEN_CHECK);
    }
    return ticks() ? Optional.of(tickCheck) : Optional.empty();
  }

  /// Why a batch ended when [#state] was last changed; empty when none did, as when the change was
  /// a tick or began the first batch.
  Optional<BatchEnd> ended() {
    return ended;
  }

  /// What must survive a restart; empty before the first row. A new object whenever it changed.
  Optional<SealState> state() {
    return Optional.ofNullable(state);
  }

  private boolean isOpen() {
    return state != null && state.phase() == Phase.OPEN && life == Life.OWN;
  }

  private void begin(long nowMillis) {
    String id = state == null ? ids.first(nowMillis) : ids.next(state.batchId(), nowMillis);
    state = new SealState(id, Phase.OPEN, BatchIds.millis(id));
    life = Life.OWN;
    openedMillis = nowMillis;
    rows = 0;
    bytes = 0;
  }

  private String seal(String id, long nowMillis) {
    state = new SealState(id, Phase.SEALED, state.dataMillis());
    sealedMillis = nowMillis;
    return id;
  }

  /// Batch ids carry the time, so the roll interval is measured on them: it then holds over
  /// restarts and for readers that know nothing but the ids.
  private boolean ticks() {
    return BatchIds.millis(state.batchId()) < state.dataMillis() + rollMillis;
  }

  /// A clock that went back restarts the age, or a batch could stay open for as long as it jumped.
  private long age(long nowMillis) {
    openedMillis = Math.min(openedMillis, nowMillis);
    return nowMillis - openedMillis;
  }

  private long sinceSeal(long nowMillis) {
    sealedMillis = Math.min(sealedMillis, nowMillis);
    return nowMillis - sealedMillis;
  }
}
