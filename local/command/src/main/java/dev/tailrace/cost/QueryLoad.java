package dev.tailrace.cost;

/// How much the Parquet files are asked. Questions to ClickHouse and Postgres cost nothing beyond
/// the service.
///
/// @param perDay questions
/// @param days of events that a question reads
public record QueryLoad(int perDay, int days) {
  /// The documents' example: 100 questions a day, 10 GB each of 60 GB that hold 30 days.
  public static final QueryLoad DOCUMENTED = new QueryLoad(100, 5);

  public QueryLoad {
    Limits.requireBetween("queries per day", perDay, 0, 100_000_000);
    Limits.requireBetween("days that a query reads", days, 1, 100_000);
  }
}
