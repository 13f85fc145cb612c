package dev.tailrace.sink.clickhouse;

import dev.tailrace.delivery.DeliveryStep;
import dev.tailrace.sink.Batch;
import dev.tailrace.sink.Outcome;
import dev.tailrace.sink.StoredBatches;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings a batch to one whole copy, whatever earlier attempts left of it. Thread-safe.
///
/// A MergeTree notes the token of each new part in a log of its own before it puts the part in
/// place, so a kill can leave a token whose part is not there, for all parts of an INSERT or for
/// one of two. A retry with that token is answered OK and stores nothing. The other way round, the
/// log forgets old tokens, and loses the newest when the power fails: a retry then stores what is
/// there already. So neither an OK nor a token proves anything here; rows do. What is there of the
/// batch is removed unless it is all of it, the batch is inserted, and its rows are counted. When
/// some are missing the same is done under the next *generation*, the token with a suffix.
///
/// Every INSERT finds no row of its batch, and stores each part once at most. So the count is
/// right only when the batch is whole: it is never a part twice in place of two parts.
///
/// Two tasks may do this to one batch at once, since a task that hangs is not fenced:
///
///  - All statements of a batch bear one query id, so they follow one another. A count never
///    sees half of an INSERT.
///  - A generation is passed only when an INSERT of it was answered OK. All its parts are in the
///    log then: whoever sends it again stores nothing. Both tasks take the same generations, so
///    one of them stores, and what it stores is all there is.
///  - Rows are removed from the parts that were counted, by name. A removal that comes late
///    finds those parts gone and does nothing.
///
/// The protection ends with the log's memory: for a token older than the table's window, and for a
/// part that a removal emptied, whose token is forgotten when the engine clears the part, half a
/// minute later or more. It does not hold for the last generation. `docs/adr/020` weighs that.
///
/// The last generation bears a token that nobody can have sent before, so its OK does prove that
/// the rows were stored. Rows that are missing even then were taken away at once, as a TTL does
/// with rows that are too old, and the batch is done. Without it a replay of such rows would never
/// end.
///
/// Only a plain `MergeTree` is treated so. `Replicated…` and `Shared…` ones commit part and token
/// at once, and a replica's count may lag; the other kinds merge rows, so counts say nothing.
final class BatchCompletion {
  private static final Logger log = LoggerFactory.getLogger(BatchCompletion.class);

  /// The generation of a write.
  static final String FIRST = "";

  /// Generations that every task takes, in this order.
  private static final List<String> SHARED = List.of(FIRST, "#2", "#3");
  private static final int REMOVALS = 5;

  private final ClickHouseConnection connection;
  private final BatchColumns columns;
  private final UnaryOperator<String> tableOfTopic;
  private final StoredBatches stored;

  BatchCompletion(
      ClickHouseConnection connection,
      BatchColumns columns,
      UnaryOperator<String> tableOfTopic,
      StoredBatches stored) {
    this.connection = connection;
    this.columns = columns;
    this.tableOfTopic = tableOfTopic;
    this.stored = stored;
  }

  /// One batch on its way into its table.
  interface Inserts {
    /// Inserts the whole batch, with all its schemas, under tokens of this generation.
    Outcome insert(String generation);

    /// What the insert would answer.
    Outcome rehearse();

    /// Whether the rows inserted so far bear the batch's marks, so that they can be counted.
    boolean areMarked();
  }

  Outcome complete(Batch batch, Inserts inserts) {
    String table = tableOfTopic.apply(batch.topic());
    try {
      return connection.engine(table).filter("MergeTree"::equals).isPresent()
          ? insertAndCount(batch, new BatchInTable(connection, columns, table, batch), inserts)
          : insertUnlessWhole(batch, inserts);
    } catch (ClickHouseFailure failure) {
      return failure.outcome();
    }
  }

  /// A count that lags can be too small, not too large.
  private Outcome insertUnlessWhole(Batch batch, Inserts inserts) {
    return switch (stored.from(batch.topic(), batch.partition(), batch.batchId(), 1)) {
      case StoredBatches.Unavailable(Outcome.Failure failure) -> failure;
      case StoredBatches.Found(Map<String, Long> rowsById) -> {
        long count = rowsById.getOrDefault(batch.batchId(), 0L);
        yield count > 0
                && inserts.rehearse() instanceof Outcome.Written whole
                && count >= whole.rows()
            ? whole
            : inserts.insert(FIRST);
      }
    };
  }

  private static Outcome insertAndCount(Batch batch, BatchInTable rows, Inserts inserts) {
    Map<String, Long> found = rows.rowsByPart();
    if (!found.isEmpty()) {
      Outcome rehearsed = inserts.rehearse();
      if (!(rehearsed instanceof Outcome.Written whole) || isWhole(count(found), whole, batch)) {
        return rehearsed;
      }
      log.warn("{}: {} of {} rows are there. Stored anew", rows, count(found), whole.rows());
    }
    for (String generation : SHARED) {
      removeAll(batch, rows, found);
      Outcome outcome = inserts.insert(generation);
      if (!(outcome instanceof Outcome.Written written)
          || written.rows() == 0
          || !inserts.areMarked()) {
        return outcome;
      }
      found = rows.rowsByPart();
      if (count(found) == written.rows()) {
        return outcome;
      }
      log.warn(
          "{}: {} of {} rows are there after an INSERT that was answered OK. The server knew the"
              + " token '{}' from one that was cut short, or the table's TTL takes the rows. Stored"
              + " anew",
          rows,
          count(found),
          written.rows(),
          generation);
    }
    removeAll(batch, rows, found);
    return insertUnderNewToken(rows, inserts);
  }

  /// Rows that can no longer be decoded, because the registry lost their schema, are there all the
  /// same. They must not be removed.
  private static boolean isWhole(long count, Outcome.Written whole, Batch batch) {
    return whole.rows() == 0 || (count >= whole.rows() && count <= batch.rows());
  }

  private static Outcome insertUnderNewToken(BatchInTable rows, Inserts inserts) {
    Outcome outcome = inserts.insert("#" + UUID.randomUUID());
    if (!(outcome instanceof Outcome.Written written)) {
      return outcome;
    }
    long count = count(rows.rowsByPart());
    if (count > written.rows()) {
      throw ClickHouseFailure.passing(
          "%s: %d rows are there where the batch has %d; another task stores it at the same time"
              .formatted(rows, count, written.rows()));
    }
    if (count < written.rows()) {
      log.warn(
          "{}: {} of {} rows are there right after all were stored. Something takes them away, as a"
              + " TTL does with rows that are too old. The batch counts as stored",
          rows,
          count,
          written.rows());
    }
    return outcome;
  }

  /// Merges go on meanwhile and rename parts, so it may take more than one try.
  private static void removeAll(Batch batch, BatchInTable rows, Map<String, Long> found) {
    Map<String, Long> left = found;
    for (int i = 0; i < REMOVALS && !left.isEmpty(); i++) {
      rows.remove(left.keySet());
      left = rows.rowsByPart();
    }
    if (!left.isEmpty()) {
      throw ClickHouseFailure.passing(
          ("%s: %d rows are still there after %d removals, in parts %s: merges or another task"
                  + " interfere")
              .formatted(rows, count(left), REMOVALS, left.keySet()));
    }
    if (!found.isEmpty()) {
      DeliveryStep.BATCH_REMAINS_REMOVED.reached(batch.topic());
    }
  }

  private static long count(Map<String, Long> rowsByPart) {
    return rowsByPart.values().stream().mapToLong(Long::longValue).sum();
  }
}
