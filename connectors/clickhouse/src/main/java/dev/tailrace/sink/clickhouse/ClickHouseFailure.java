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

  /// One that no answer of the server brought about, and that passes.
  static ClickHouseFailure passing(String why) {
    return new ClickHouseFailure(
        new Outcome.Transient(why, new IllegalStateException(why)), ErrorCodes.NO_CODE);
  }

  Outcome.Failure outcome() {
    return outcome;
  }

  /// True when the table may have changed since it was described.
  boolean speaksOfColumns() {
    return ErrorCodes.COLUMNS_DIFFER.contains(code);
  }
}
