package dev.tailrace.lake;

import dev.tailrace.bucket.BucketAddress;
import java.util.Optional;

/// Where files and tables are.
///
/// @param bucket of Parquet files
/// @param errorsBucket of dead letters; empty for the same one
/// @param catalog of the tables over the files; empty when there are no tables
public record LakePlaces(
    Optional<BucketAddress> bucket,
    Optional<BucketAddress> errorsBucket,
    Optional<CatalogAddress> catalog) {
  /// Whether nothing is named.
  public boolean isNowhere() {
    return bucket.isEmpty() && errorsBucket.isEmpty() && catalog.isEmpty();
  }
}
