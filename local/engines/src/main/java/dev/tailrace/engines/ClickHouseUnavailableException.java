package dev.tailrace.engines;

/// There is no ClickHouse engine to be had on this machine, for the reason the message gives.
///
/// The way out in every case: a ClickHouse server of one's own, named by `--clickhouse-url`.
public final class ClickHouseUnavailableException extends EngineException {
  private static final long serialVersionUID = 1L;

  ClickHouseUnavailableException(String problemAndRemedy) {
    super(problemAndRemedy + ", or name a ClickHouse server of your own with --clickhouse-url");
  }

  ClickHouseUnavailableException(String problemAndRemedy, Throwable cause) {
    super(
        problemAndRemedy + ", or name a ClickHouse server of your own with --clickhouse-url",
        cause);
  }
}
