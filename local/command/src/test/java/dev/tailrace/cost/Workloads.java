package dev.tailrace.cost;

import java.time.Duration;

/// Workloads that differ from the documents' medium scenario in one thing.
final class Workloads {
  static final Workload MEDIUM = Scenario.MEDIUM.workload();

  private Workloads() {}

  static Workload withEvents(long eventsPerDay) {
    return with(eventsPerDay, MEDIUM.retentionDays(), MEDIUM.files(), MEDIUM.rows());
  }

  static Workload with(long eventsPerDay, int retentionDays, FileSettings files, RowSizes rows) {
    return new Workload(
        eventsPerDay,
        MEDIUM.bytesPerEvent(),
        retentionDays,
        files,
        rows,
        MEDIUM.queries(),
        MEDIUM.services());
  }

  static Workload withFiles(long eventsPerDay, FileSettings files) {
    return with(eventsPerDay, MEDIUM.retentionDays(), files, MEDIUM.rows());
  }

  static FileSettings rolling(Duration interval) {
    return new FileSettings(6, interval, Duration.ofMinutes(1));
  }
}
