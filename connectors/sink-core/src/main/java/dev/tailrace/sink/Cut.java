package dev.tailrace.sink;

/// What the cutter makes of a partition's records, in the order of the log.
sealed interface Cut {
  /// Where a reader may resume once this cut and all before it are dealt with. Always a place from
  /// which the following batches are cut the same way again.
  long resumeOffset();

  /// A sealed batch with at least one row.
  ///
  /// @param positions where each row lies, by its index
  /// @param bytes size of all values
  record Rows(Batch batch, RowPositions positions, long bytes, long resumeOffset) implements Cut {}

  /// A seal without rows: time passed, nothing is to be written.
  record Tick(long resumeOffset) implements Cut {}

  /// A record without a batch header: not written by the sealer. It goes to the dead letters alone
  /// and never ends the batch it lies in.
  record Stray(RejectedRecord row, long resumeOffset) implements Cut {}

  /// The log breaks the law of batches; reading on would lose or double rows.
  record Unlawful(String why, long resumeOffset) implements Cut {}
}
