package dev.tailrace.sink;

import java.util.Collections;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;

/// The store's own memory of which batches it holds. It outlives any deduplication window, so a
/// replay of any age is recognised.
@FunctionalInterface
public interface StoredBatches {
  /// The batches of one partition with id ≥ `firstBatchId`, in the order of their ids, at most
  /// `limit` of them. A page with fewer than `limit` batches is the last one: at the time of the
  /// question the store held nothing beyond it.
  Page from(String topic, int partition, String firstBatchId, int limit);

  /// Either the batches or the reason why the store could not say.
  sealed interface Page {}

  /// What the store holds of the batches asked for.
  ///
  /// @param rowsById stored rows by batch id
  record Found(NavigableMap<String, Long> rowsById) implements Page {
    public Found {
      rowsById = Collections.unmodifiableNavigableMap(new TreeMap<>(rowsById));
    }
  }

  /// The store could not be asked.
  record Unavailable(Outcome.Failure failure) implements Page {
    public Unavailable {
      Objects.requireNonNull(failure, "failure");
    }
  }
}
