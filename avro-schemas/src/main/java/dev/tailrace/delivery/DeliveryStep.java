package dev.tailrace.delivery;

import java.util.Objects;

/// A step of the delivery protocol. The state of the world differs before and after each of them,
/// so a crash there is a case of its own, and tests make a process crash at every one: they take
/// them from this list, so that a new step without a test is seen.
///
/// A step is reached about once a batch, some once a row; saying so costs a read of a field.
/// Thread-safe.
public enum DeliveryStep {
  /// A task of the enriching half has its partition and its state.
  ROWS_ASSIGNED(Component.TOPOLOGY),
  /// A row was given to the producer; its transaction is open.
  ROW_SENT(Component.TOPOLOGY),
  /// A seal, or a tick, was given to the producer.
  SEAL_SENT(Component.TOPOLOGY),
  /// A mutation was given to the producer.
  MUTATION_SENT(Component.TOPOLOGY),
  /// A dead letter was given to the producer.
  LETTER_SENT(Component.TOPOLOGY),
  /// The sums of some windows were given to the producer, and are still noted.
  PARTIALS_SENT(Component.TOPOLOGY),
  /// A task of the merging half has its partition and its state.
  WINDOWS_ASSIGNED(Component.TOPOLOGY),
  /// Sums were merged into a window's state.
  PARTIAL_MERGED(Component.TOPOLOGY),
  /// A changed window was given to the producer.
  WINDOW_SENT(Component.TOPOLOGY),
  /// The offsets of what was read are in the transaction, which is still open.
  OFFSETS_IN_TRANSACTION(Component.TOPOLOGY),
  /// The broker has committed the transaction, and nobody here has noted it.
  TRANSACTION_COMMITTED(Component.TOPOLOGY),

  /// A partition was assigned; nothing is known of it.
  BATCHES_ASSIGNED(Component.BATCH_SINK),
  /// The store has said what it holds of a batch that may be a replay.
  REPLAY_CHECKED(Component.BATCH_SINK),
  /// A batch is about to be written.
  BATCH_WRITING(Component.BATCH_SINK),
  /// The rows of a batch that an earlier try left in part were removed.
  BATCH_REMAINS_REMOVED(Component.BATCH_SINK),
  /// The store has a batch, and nobody here has noted it.
  BATCH_WRITTEN(Component.BATCH_SINK),
  /// A batch is noted as stored; its offset is not committed.
  BATCH_ACKNOWLEDGED(Component.BATCH_SINK),

  /// A partition was assigned; nothing is known of it.
  UPSERTS_ASSIGNED(Component.UPSERT_SINK),
  /// A collection is about to be written.
  UPSERTS_WRITING(Component.UPSERT_SINK),
  /// The store has a collection, and nobody here has noted it.
  UPSERTS_WRITTEN(Component.UPSERT_SINK),
  /// A collection is noted as stored; its offsets are not committed.
  UPSERTS_ACKNOWLEDGED(Component.UPSERT_SINK),

  /// The transaction has the lock of all writers.
  THINGS_LOCKED(Component.THINGS),
  /// Rows of things are changed, those of relationships not yet.
  THINGS_CHANGED(Component.THINGS),
  /// Everything is changed, and the transaction is not committed.
  THINGS_COMMITTING(Component.THINGS),
  /// The transaction is committed.
  THINGS_COMMITTED(Component.THINGS),

  /// It is known where reading of a partition must begin.
  FILES_ASSIGNED(Component.FILE_SINK),
  /// The chain of a partition's files was read.
  CHAIN_READ(Component.FILE_SINK),
  /// A file is about to be ended.
  FILE_ENDING(Component.FILE_SINK),
  /// A part of a large file is in the bucket.
  PART_SENT(Component.FILE_SINK),
  /// A file is in the bucket, and nobody here has noted it.
  FILE_STORED(Component.FILE_SINK),
  /// Files are noted as stored for good; their offsets are not committed.
  FILES_ACKNOWLEDGED(Component.FILE_SINK),

  /// Files are about to be committed to the table.
  TABLE_COMMITTING(Component.FILE_TABLE),
  /// The table has the files, and nobody here has noted it.
  TABLE_COMMITTED(Component.FILE_TABLE);

  private static final Observer NOBODY = (_, _) -> {};
  private static volatile Observer observer = NOBODY;

  private final Component component;

  DeliveryStep(Component component) {
    this.component = component;
  }

  /// Hears of the steps of this JVM.
  @FunctionalInterface
  public interface Observer {
    /// Called by the thread that takes the step, which waits for the return. What this throws
    /// fails the thread as if the step itself had failed.
    ///
    /// @param where what the step is about, such as a topic or the directory of its files; empty
    ///     when it is about no single one
    void reached(DeliveryStep step, String where);
  }

  public Component component() {
    return component;
  }

  /// Says that this thread has reached the step.
  ///
  /// @param where what it is about, such as a topic or the directory of its files
  public void reached(String where) {
    observer.reached(this, where);
  }

  /// Says that this thread has reached the step, which is about no single topic or place.
  public void reached() {
    observer.reached(this, "");
  }

  /// Has one observer hear of all steps from now on, instead of the one before.
  public static void observe(Observer next) {
    observer = Objects.requireNonNull(next, "next");
  }

  /// Nobody hears of steps from now on.
  public static void unobserved() {
    observer = NOBODY;
  }
}
