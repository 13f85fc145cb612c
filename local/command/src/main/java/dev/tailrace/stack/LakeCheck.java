package dev.tailrace.stack;

import dev.tailrace.engines.S3Server;
import dev.tailrace.stack.ParquetCounts.Group;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Parquet files and their table against ClickHouse: three engines that count the same events.
///
/// @param files what DuckDB reads from the Parquet files of events
/// @param table what the Iceberg table of events says
/// @param differing groups of severity, script and day of which ClickHouse and DuckDB count
///     different numbers
record LakeCheck(ParquetCounts files, TableCounts table, long differing) {
  private static final String GROUPS =
      """
      SELECT severity, script_name, toDate(timestamp), count() FROM events
      GROUP BY 1, 2, 3
      """;

  static LakeCheck of(Lake lake, ClickHouseHttp clickHouse) {
    ParquetCounts files = ParquetCounts.read(lake.files());
    Map<Group, Long> stored = new HashMap<>();
    for (List<String> row : clickHouse.rows(GROUPS)) {
      stored.put(
          new Group(row.get(0), row.get(1), LocalDate.parse(row.get(2))),
          Long.parseLong(row.get(3)));
    }
    return new LakeCheck(
        files, TableCounts.read(properties(lake), "events"), differing(files.groups(), stored));
  }

  private static Map<String, String> properties(Lake lake) {
    return Map.of(
        "uri",
        lake.catalogUrl(),
        "io-impl",
        "org.apache.iceberg.aws.s3.S3FileIO",
        "http-client.type",
        "apache",
        "client.region",
        S3Server.REGION,
        "s3.endpoint",
        lake.s3Url(),
        "s3.path-style-access",
        "true",
        "s3.access-key-id",
        S3Server.ACCESS_KEY,
        "s3.secret-access-key",
        S3Server.SECRET_KEY);
  }

  private static long differing(Map<Group, Long> first, Map<Group, Long> second) {
    Set<Group> all = new HashSet<>(first.keySet());
    all.addAll(second.keySet());
    return all.stream()
        .filter(group -> !first.getOrDefault(group, 0L).equals(second.getOrDefault(group, 0L)))
        .count();
  }

  /// Whether every file is in the table, each once, and DuckDB, Iceberg and ClickHouse agree.
  boolean addsUp() {
    return differing == 0
        && files.rows() == files.distinct()
        && table.rows() == files.rows()
        && table.entries() == files.files()
        && table.files() == files.files();
  }
}
