package dev.tailrace.cost;

import java.util.Objects;

/// What is to be stored and asked, and by which services.
///
/// @param eventsPerDay raw events; mutations are rows of their own and count as events
/// @param bytesPerEvent of a raw event, as JSON
/// @param retentionDays how long events stay in the bucket and in ClickHouse
public record Workload(
    long eventsPerDay,
    int bytesPerEvent,
    int retentionDays,
    FileSettings files,
    RowSizes rows,
    QueryLoad queries,
    Services services) {
  /// Days of a month, by which the documents reckon.
  public static final int MONTH_DAYS = 30;

  public Workload {
    Limits.requirePositive("events per day", eventsPerDay);
    Limits.requirePositive("bytes per event", bytesPerEvent);
    Limits.requirePositive("retention in days", retentionDays);
    Objects.requireNonNull(files, "files");
    Objects.requireNonNull(rows, "rows");
    Objects.requireNonNull(queries, "queries");
    Objects.requireNonNull(services, "services");
  }

  long eventsPerMonth() {
    return Math.multiplyExact(eventsPerDay, (long) MONTH_DAYS);
  }
}
