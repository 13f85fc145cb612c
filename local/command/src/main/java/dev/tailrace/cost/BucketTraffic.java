package dev.tailrace.cost;

/// What the R2 sink makes of a day of events: files, bytes and requests.
///
/// Laws: nothing falls when events rise. As long as a file goes up in one request and holds more
/// than one event, requests do not depend on the number of events.
final class BucketTraffic {
  /// A file with more rows is ended (`file.max.rows`).
  static final double FILE_ROWS = 1_000_000;

  /// An object that is larger goes up in parts of this size (`s3.part.bytes`).
  static final double PART_BYTES = 8 << 20;

  /// Requests that begin and complete an upload in parts.
  private static final int REQUESTS_AROUND_PARTS = 2;

  /// What a file takes beside its rows: footer, dictionaries, bloom filters. Measured with files
  /// of 58 to 5,787 recorded events: docs/cost.md.
  private static final double FILE_BYTES = 20_000;

  /// `service_metrics_hourly` and `error_trends_5min`.
  private static final int WINDOW_TABLES = 2;

  /// The files of a slot end within moments of each other, but for those of idle partitions, which
  /// end by the clock and come with a second commit.
  private static final double COMMITS_PER_SLOT = 2;

  /// A manifest, a list of manifests and the table's metadata, each read and written.
  static final int OBJECTS_PER_COMMIT = 3;

  /// So many manifests may gather before a commit merges them, and each question reads them.
  static final int MANIFESTS = 100;

  /// Its footer and its rows.
  static final int READS_PER_FILE = 2;

  private final Workload workload;
  private final double partitionSlots;
  private final double rowsPerSlot;

  BucketTraffic(Workload workload) {
    this.workload = workload;
    this.partitionSlots = workload.files().partitionSlotsPerDay();
    this.rowsPerSlot = workload.eventsPerDay() / partitionSlots;
  }

  private double fullFilesPerSlot() {
    return Math.floor(rowsPerSlot / FILE_ROWS);
  }

  private double rowsOfLastFile() {
    return rowsPerSlot - fullFilesPerSlot() * FILE_ROWS;
  }

  /// Files of events in a day: one for each partition and slot, more where a file would have too
  /// many rows, and never more than events.
  double eventFiles() {
    if (rowsPerSlot < 1) {
      return workload.eventsPerDay();
    }
    return partitionSlots * (fullFilesPerSlot() + (rowsOfLastFile() > 0 ? 1 : 0));
  }

  /// Requests that bring the event files of a day.
  double eventFileRequests() {
    if (rowsPerSlot < 1) {
      return workload.eventsPerDay() * requests(1);
    }
    double rest = rowsOfLastFile() > 0 ? requests(rowsOfLastFile()) : 0;
    return partitionSlots * (fullFilesPerSlot() * requests(FILE_ROWS) + rest);
  }

  private double requests(double rows) {
    double bytes = FILE_BYTES + rows * workload.rows().parquetBytes();
    return bytes <= PART_BYTES ? 1 : Math.ceil(bytes / PART_BYTES) + REQUESTS_AROUND_PARTS;
  }

  /// Files of windows in a day. An event changes one window of each table at most.
  double windowFiles() {
    return WINDOW_TABLES * windowFilesOfTable();
  }

  private double windowFilesOfTable() {
    return Math.min(partitionSlots, (double) workload.eventsPerDay());
  }

  /// Commits to the three tables in a day: at most one in the commit interval, and none without a
  /// file.
  double commits() {
    FileSettings files = workload.files();
    double perSlot =
        Math.min(
            COMMITS_PER_SLOT,
            (double) files.rollInterval().toMillis() / files.commitInterval().toMillis());
    double most = perSlot * files.slotsPerDay();
    return Math.min(most, eventFiles()) + WINDOW_TABLES * Math.min(most, windowFilesOfTable());
  }

  /// Listings in a day: each partition of each topic looks once what the day has.
  double lists() {
    return (1 + WINDOW_TABLES) * (double) workload.files().partitions();
  }

  /// Bytes of the event files of a day.
  double eventBytes() {
    return eventFiles() * FILE_BYTES + workload.eventsPerDay() * workload.rows().parquetBytes();
  }

  /// Bytes of all files of a day.
  double bytes() {
    return eventBytes() + windowFiles() * FILE_BYTES;
  }
}
