package dev.tailrace.cost;

/// What an event takes once it is stored and compressed.
///
/// @param parquetBytes of a row in a Parquet file, without what the file itself takes
/// @param clickHouseBytes of a row in ClickHouse, projections included
public record RowSizes(double parquetBytes, double clickHouseBytes) {
  /// Mean size of the recorded events as JSON, with which the two below were measured.
  private static final double RECORDED_EVENT_BYTES = 1_692;

  /// docs/r2.md, What it costs.
  private static final double RECORDED_PARQUET_BYTES = 41.1;

  /// docs/adr/021-why-are-hourly-sums-projections.md: 7.78 MB for 200,000 rows.
  private static final double RECORDED_CLICKHOUSE_BYTES = 38.9;

  public RowSizes {
    Limits.requirePositive("Parquet bytes per row", parquetBytes);
    Limits.requirePositive("ClickHouse bytes per row", clickHouseBytes);
  }

  /// As measured with the recorded events, in proportion to the size of a raw event.
  public static RowSizes measured(int bytesPerEvent) {
    double share = bytesPerEvent / RECORDED_EVENT_BYTES;
    return new RowSizes(RECORDED_PARQUET_BYTES * share, RECORDED_CLICKHOUSE_BYTES * share);
  }
}
