package dev.tailrace.sink;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.apache.kafka.connect.errors.DataException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Deals with the cuts of one partition, one after the other: skips what is stored, writes what is
/// new, reports what no store can take. Not thread-safe.
final class Delivery {
  private static final Logger log = LoggerFactory.getLogger(Delivery.class);

  private final RowSink sink;
  private final ConnectOutcomes outcomes;
  private final Semaphore inFlight;
  private final ReplayCheck replay;
  private final RejectionBudget budget;
  private final String where;

  private long skippedBatches;
  private long skippedRows;
  private long mendedBatches;

  Delivery(
      RowSink sink,
      ConnectOutcomes outcomes,
      Semaphore inFlight,
      ReplayCheck replay,
      RejectionBudget budget,
      String where) {
    this.sink = sink;
    this.outcomes = outcomes;
    this.inFlight = inFlight;
    this.replay = replay;
    this.budget = budget;
    this.where = where;
  }

  /// Empty when the cut is dealt with and the offset may pass it.
  Optional<Outcome.Failure> deliver(Cut cut) throws InterruptedException {
    return switch (cut) {
      case Cut.Rows rows -> deliver(rows);
      case Cut.Tick _ -> Optional.empty();
      case Cut.Stray(RejectedRecord row, _) -> report(0, List.of(row));
      case Cut.Unlawful(String why, _) ->
          Optional.of(new Outcome.Broken(why, new DataException(why)));
    };
  }

  private Optional<Outcome.Failure> deliver(Cut.Rows rows) throws InterruptedException {
    boolean wasReplaying = !replay.isOver();
    ReplayCheck.Answer answer = replay.storedRows(rows.batch().batchId());
    if (wasReplaying && replay.isOver()) {
      logEndOfReplay(rows.batch());
    }
    return switch (answer) {
      case ReplayCheck.Unknown(Outcome.Failure failure) -> Optional.of(failure);
      case ReplayCheck.Rows(long stored) when stored == 0 -> write(rows);
      case ReplayCheck.Rows(long stored) when stored >= rows.batch().rows() -> skip(stored);
      case ReplayCheck.Rows(long stored) -> mend(rows, stored);
    };
  }

  /// Fewer rows are stored than the batch has. Either the missing ones cannot be decoded and the
  /// batch is complete, or the write was cut short and has to come again under its token.
  private Optional<Outcome.Failure> mend(Cut.Rows rows, long stored) throws InterruptedException {
    return switch (sink.rehearse(rows.batch())) {
      case Outcome.Written(long expected, List<Outcome.RejectedRow> rejected)
          when stored >= expected -> {
        skip(stored);
        yield report(rows, expected, rejected);
      }
      case Outcome.Written _ -> {
        mendedBatches++;
        log.warn("{} has {} stored rows only: written again", rows.batch(), stored);
        yield write(rows);
      }
      case Outcome.Failure failure -> Optional.of(failure);
    };
  }

  private Optional<Outcome.Failure> write(Cut.Rows rows) throws InterruptedException {
    inFlight.acquire();
    Outcome outcome;
    try {
      outcome = sink.write(rows.batch());
    } finally {
      inFlight.release();
    }
    return switch (outcome) {
      case Outcome.Written(long good, List<Outcome.RejectedRow> rejected) ->
          report(rows, good, rejected);
      case Outcome.Transient failure -> {
        // Its end is unknown, and the outage may outlast the store's deduplication window.
        replay.restart();
        yield Optional.of(failure);
      }
      case Outcome.Broken failure -> Optional.of(failure);
    };
  }

  private Optional<Outcome.Failure> report(
      Cut.Rows rows, long good, List<Outcome.RejectedRow> rejected) {
    return report(good, rejected.stream().map(row -> record(rows, row)).toList());
  }

  private Optional<Outcome.Failure> report(long good, List<RejectedRecord> rejected) {
    String example = rejected.isEmpty() ? "" : rejected.getLast().toString();
    return budget.spend(good, rejected.size(), example).or(() -> outcomes.report(rejected));
  }

  private Optional<Outcome.Failure> skip(long storedRows) {
    skippedBatches++;
    skippedRows += storedRows;
    return Optional.empty();
  }

  private void logEndOfReplay(Batch firstNew) {
    if (skippedBatches + mendedBatches > 0) {
      log.info(
          "{}: replay ended before batch {} (offset {}): {} stored batches with {} rows skipped, {}"
              + " written again",
          where,
          firstNew.batchId(),
          firstNew.firstOffset(),
          skippedBatches,
          skippedRows,
          mendedBatches);
    }
    skippedBatches = 0;
    skippedRows = 0;
    mendedBatches = 0;
  }

  private static RejectedRecord record(Cut.Rows rows, Outcome.RejectedRow rejected) {
    Batch batch = rows.batch();
    int index = rejected.index();
    return RejectedRecord.of(
        batch.topic(),
        batch.partition(),
        rows.positions().offset(index),
        rows.positions().timestampMillis(index),
        batch.batchId().getBytes(US_ASCII),
        batch.values().get(index),
        rejected.reason());
  }
}
