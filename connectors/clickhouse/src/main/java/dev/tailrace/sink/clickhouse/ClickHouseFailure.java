package dev.tailrace.sink.clickhouse;

import dev.tailrace.sink.Outcome;

/// A question or an insert that ClickHouse did not answer well, as the outcome it leads to.
final class ClickHouseFailure extends RuntimeException {
  private final Outcome.Failure outcome;
  private final int code;

  ClickHouseFailure(Outcome.Failure outcome, int code) {
    super(outcome.why(), outcome.cause());
    this.outcome = outcome;
    this.code = code;
  }

  Outcome.Failure outcome() {
    return outcome;
  }

  /// True when the table may have changed since it was described.
  boolean speaksOfColumns() {
    return ErrorCodes.COLUMNS_DIFFER.contains(code);
  }
}
