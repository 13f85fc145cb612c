package dev.tailrace.sink.r2;

import dev.tailrace.sink.ConnectOutcomes;
import dev.tailrace.sink.Outcome;
import dev.tailrace.sink.RejectedRecord;
import dev.tailrace.sink.RejectionBudget;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;

/// Hands records that no file can hold to Connect's dead letters, within the budget. One for each
/// partition.
final class Rejections {
  private final ConnectOutcomes outcomes;
  private final RejectionBudget budget;
  private final Patience patience;
  private final FileMeter meter;

  Rejections(ConnectOutcomes outcomes, RejectionBudget budget, Patience patience, FileMeter meter) {
    this.outcomes = outcomes;
    this.budget = budget;
    this.patience = patience;
    this.meter = meter;
  }

  /// Notes that a record was good.
  void good() {
    var _ = budget.spend(1, 0, "");
  }

  /// Returns when the record lies in the dead letters.
  ///
  /// @throws StoreException when it cannot be put there, or too many have come
  void reject(SinkRecord from, String why) throws InterruptedException {
    RejectedRecord rejected = new RejectedRecord(from, why);
    budget.spend(0, 1, rejected.toString()).ifPresent(Rejections::raise);
    patience.order(
        "reporting " + rejected,
        () -> {
          Optional<Outcome.Failure> failure = outcomes.report(List.of(rejected));
          failure.ifPresent(Rejections::raise);
        });
    meter.rejected();
  }

  private static void raise(Outcome.Failure failure) {
    switch (failure) {
      case Outcome.Transient(String why, Exception cause) ->
          throw new RetriableException(why, cause);
      case Outcome.Broken broken -> throw new StoreException(broken);
    }
  }
}
