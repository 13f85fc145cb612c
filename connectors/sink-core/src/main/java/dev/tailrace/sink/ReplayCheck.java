package dev.tailrace.sink;

import java.util.Collections;
import java.util.NavigableMap;

/// Tells batches that the store holds already from new ones, for one partition.
///
/// A partition is replaying until proven otherwise. Batches are written in the order of their ids,
/// so what the store holds is a prefix of them; the check asks for the stored batches from the
/// first one it sees, page by page, and is over once a batch lies beyond the last stored id. From
/// then on it costs nothing. Not thread-safe.
final class ReplayCheck {
  static final int PAGE_SIZE = 10_000;

  private final StoredBatches stored;
  private final String topic;
  private final int partition;
  private final int pageSize;

  private NavigableMap<String, Long> page = Collections.emptyNavigableMap();
  private Phase phase = Phase.NOT_ASKED;

  private enum Phase {
    NOT_ASKED,
    MORE_PAGES,
    LAST_PAGE,
    OVER
  }

  /// Rows of a batch in the store, or why that is not known.
  sealed interface Answer {}

  record Rows(long count) implements Answer {}

  record Unknown(Outcome.Failure failure) implements Answer {}

  private static final Rows NONE = new Rows(0);

  ReplayCheck(StoredBatches stored, String topic, int partition, int pageSize) {
    this.stored = stored;
    this.topic = topic;
    this.partition = partition;
    this.pageSize = pageSize;
  }

  boolean isOver() {
    return phase == Phase.OVER;
  }

  /// Forgets what it knows: after an attempt that failed the store has to be asked again.
  void restart() {
    phase = Phase.NOT_ASKED;
    page = Collections.emptyNavigableMap();
  }

  /// How many rows of this batch the store held when it was asked. Ids must come in rising order.
  Answer storedRows(String batchId) {
    if (phase == Phase.OVER) {
      return NONE;
    }
    if (phase != Phase.LAST_PAGE && isBeyondPage(batchId)) {
      switch (stored.from(topic, partition, batchId, pageSize)) {
        case StoredBatches.Unavailable(Outcome.Failure failure) -> {
          return new Unknown(failure);
        }
        case StoredBatches.Found(NavigableMap<String, Long> rowsById) -> {
          page = rowsById;
          phase = rowsById.size() < pageSize ? Phase.LAST_PAGE : Phase.MORE_PAGES;
        }
      }
    }
    if (phase == Phase.LAST_PAGE && isBeyondPage(batchId)) {
      phase = Phase.OVER;
      page = Collections.emptyNavigableMap();
      return NONE;
    }
    Long rows = page.get(batchId);
    return rows == null ? NONE : new Rows(rows);
  }

  private boolean isBeyondPage(String batchId) {
    return page.isEmpty() || batchId.compareTo(page.lastKey()) > 0;
  }
}
