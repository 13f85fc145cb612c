package dev.tailrace.sink;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.tailrace.delivery.DeliveryStep;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.apache.kafka.connect.errors.DataException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Deals with the cuts of one partition, one after the other: skips what is stored, writes what is
/// new, completes what may have been tried before, reports what no store can take. Not thread-safe.
///
/// Only the replay check tells new from tried. Within a partition batches are written one after the
/// other, so at most the first one beyond the stored ones was tried before: by the former owner of
/// the partition, or by this one when its last attempt failed. While the check is not over, and for
/// the batch that ends it, the sink is told so.
final class Delivery {
  private static final Logger log = LoggerFactory.getLogger(Delivery.class);

  private final RowSink sink;
  private final ConnectOutcomes outcomes;
  private final Semaphore inFlight;
  private final ReplayCheck replay;
  private final RejectionBudget budget;
  private final SinkMetrics metrics;
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
      SinkMetrics metrics,
      String where) {
    this.sink = sink;
    this.outcomes = outcomes;
    this.inFlight = inFlight;
    this.replay = replay;
    this.budget = budget;
    this.metrics = metrics;
    this.where = where;
  }

  /// Empty when the cut is dealt with and the offset may pass it.
  Optional<Outcome.Failure> deliver(Cut cut) throws InterruptedException {
    return switch (cut) {
      case Cut.Rows rows -> deliver(rows);
      case Cut.Tick _ -> Optional.empty();
      case Cut.Stray(RejectedRecord row, _) -> report(row.kafka().topic(), 0, List.of(row));
      case Cut.Unlawful(String why, _) ->
          Optional.of(new Outcome.Broken(why, new DataException(why)));
    };
  }

  private Optional<Outcome.Failure> deliver(Cut.Rows rows) throws InterruptedException {
    boolean wasReplaying = !replay.isOver();
    Function<Batch, Outcome> way = wasReplaying ? sink::complete : sink::write;
    ReplayCheck.Answer answer = replay.storedRows(rows.batch().batchId());
    if (wasReplaying) {
      DeliveryStep.REPLAY_CHECKED.reached(rows.batch().topic());
      if (replay.isOver()) {
        logEndOfReplay(rows.batch());
      }
    }
    return switch (answer) {
      case ReplayCheck.Unknown(Outcome.Failure failure) -> Optional.of(failure);
      case ReplayCheck.Rows(long stored) when stored == 0 -> store(rows, way);
      case ReplayCheck.Rows(long stored) when stored == rows.batch().rows() -> skip(rows, stored);
      case ReplayCheck.Rows(long stored) when stored > rows.batch().rows() ->
          storeAnew(rows, stored);
      case ReplayCheck.Rows(long stored) -> mend(rows, stored);
    };
  }

  /// Fewer rows are stored than the batch has. Either the missing ones cannot be decoded and the
  /// batch is whole, or an earlier attempt was cut short.
  private Optional<Outcome.Failure> mend(Cut.Rows rows, long stored) throws InterruptedException {
    return switch (sink.rehearse(rows.batch())) {
      case Outcome.Written(long expected, List<Outcome.RejectedRow> rejected)
          when stored >= expected -> {
        skip(rows, stored);
        yield report(rows, expected, rejected);
      }
      case Outcome.Written _ -> storeAnew(rows, stored);
      case Outcome.Failure failure -> Optional.of(failure);
    };
  }

  private Optional<Outcome.Failure> storeAnew(Cut.Rows rows, long stored)
      throws InterruptedException {
    mendedBatches++;
    log.warn("{} has {} stored rows: stored again", rows.batch(), stored);
    return store(rows, sink::complete);
  }

  private Optional<Outcome.Failure> store(Cut.Rows rows, Function<Batch, Outcome> way)
      throws InterruptedException {
    DeliveryStep.BATCH_WRITING.reached(rows.batch().topic());
    inFlight.acquire();
    Outcome outcome;
    long began = System.nanoTime();
    try {
      outcome = way.apply(rows.batch());
    } finally {
      inFlight.release();
    }
    Optional<Outcome.Failure> failure =
        switch (outcome) {
          case Outcome.Written(long good, List<Outcome.RejectedRow> rejected) -> {
            DeliveryStep.BATCH_WRITTEN.reached(rows.batch().topic());
            metrics.wrote(rows.batch().topic(), good, Duration.ofNanos(System.nanoTime() - began));
            yield report(rows, good, rejected);
          }
          case Outcome.Failure failed -> Optional.of(failed);
        };
    // The batch will come again, and what is left of it is unknown: a write may have died in the
    // store, and what kept its report from the dead letters may outlast the store's memory.
    failure.ifPresent(_ -> replay.restart());
    return failure;
  }

  private Optional<Outcome.Failure> report(
      Cut.Rows rows, long good, List<Outcome.RejectedRow> rejected) {
    return report(
        rows.batch().topic(), good, rejected.stream().map(row -> record(rows, row)).toList());
  }

  private Optional<Outcome.Failure> report(String topic, long good, List<RejectedRecord> rejected) {
    String example = rejected.isEmpty() ? "" : rejected.getLast().toString();
    Optional<Outcome.Failure> unreported =
        budget.spend(good, rejected.size(), example).or(() -> outcomes.report(rejected));
    if (unreported.isEmpty()) {
      metrics.rejected(topic, rejected.size());
    }
    return unreported;
  }

  private Optional<Outcome.Failure> skip(Cut.Rows rows, long storedRows) {
    metrics.skipped(rows.batch().topic());
    skippedBatches++;
    skippedRows += storedRows;
    return Optional.empty();
  }

  private void logEndOfReplay(Batch firstNew) {
    if (skippedBatches + mendedBatches > 0) {
      log.info(
          "{}: replay ended before batch {} (offset {}): {} stored batches with {} rows skipped, {}"
              + " stored again",
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
