package dev.tailrace.sink;

import java.util.Optional;
import org.apache.kafka.connect.errors.DataException;

/// Dead letters are for the odd bad row. When nothing but bad rows comes, the code or the registry
/// is bad and not the data, and the sink must stop before it empties the topic into the dead
/// letters. Not thread-safe.
public final class RejectionBudget {
  private final int maxInARow;
  private long inARow;

  /// @param maxInARow rejected rows without a good one between them
  public RejectionBudget(int maxInARow) {
    this.maxInARow = maxInARow;
  }

  /// Takes the result of one write into account; to be asked before its rows are reported.
  ///
  /// @param example one of the rejected rows, for the message
  public Optional<Outcome.Failure> spend(long goodRows, long rejectedRows, String example) {
    if (rejectedRows == 0 || goodRows > 0) {
      inARow = 0;
      return Optional.empty();
    }
    inARow += rejectedRows;
    if (inARow <= maxInARow) {
      return Optional.empty();
    }
    long refused = inARow;
    inARow -= rejectedRows;
    String why =
        "%d rows in a row cannot be decoded, the last being %s. That is more than %s=%d: check the registry and the writer; the rows stay in the topic"
            .formatted(refused, example, FailureSettings.REJECTED_MAX_IN_A_ROW, maxInARow);
    return Optional.of(new Outcome.Broken(why, new DataException(why)));
  }

  /// Takes back what was spent last, because the rows could not be reported and come again.
  void refund(long goodRows, long rejectedRows) {
    if (goodRows == 0) {
      inARow -= rejectedRows;
    }
  }
}
