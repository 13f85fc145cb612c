package dev.tailrace.faults;

import dev.tailrace.delivery.DeliveryStep;

/// What makes a process take a step.
enum Inducement {
  /// Events that flow.
  LOAD,
  /// Its start, or that of a task.
  RESTART,
  /// Events so large that a file goes up in parts.
  LARGE_EVENTS,
  /// A batch of which the store lost rows before its offset was committed.
  TORN_BATCH;

  /// Without a default, so that a new step does not compile before somebody has said how it is
  /// reached.
  static Inducement of(DeliveryStep step) {
    return switch (step) {
      case ROW_SENT,
          SEAL_SENT,
          MUTATION_SENT,
          LETTER_SENT,
          PARTIALS_SENT,
          PARTIAL_MERGED,
          WINDOW_SENT,
          OFFSETS_IN_TRANSACTION,
          TRANSACTION_COMMITTED,
          BATCH_WRITING,
          BATCH_WRITTEN,
          BATCH_ACKNOWLEDGED,
          UPSERTS_WRITING,
          UPSERTS_WRITTEN,
          UPSERTS_ACKNOWLEDGED,
          THINGS_LOCKED,
          THINGS_CHANGED,
          THINGS_COMMITTING,
          THINGS_COMMITTED,
          FILE_ENDING,
          FILE_STORED,
          FILES_ACKNOWLEDGED,
          TABLE_COMMITTING,
          TABLE_COMMITTED ->
          LOAD;
      case ROWS_ASSIGNED,
          WINDOWS_ASSIGNED,
          BATCHES_ASSIGNED,
          REPLAY_CHECKED,
          UPSERTS_ASSIGNED,
          FILES_ASSIGNED,
          CHAIN_READ ->
          RESTART;
      case PART_SENT -> LARGE_EVENTS;
      case BATCH_REMAINS_REMOVED -> TORN_BATCH;
    };
  }
}
