package dev.tailrace.reset;

import dev.tailrace.bucket.BucketAddress;
import dev.tailrace.bucket.BucketClient;
import dev.tailrace.clickhouse.Endpoint;
import dev.tailrace.lake.LakePlaces;
import dev.tailrace.lake.LakeReport;
import dev.tailrace.lake.LakeSchema;
import dev.tailrace.lake.Retention;
import dev.tailrace.stack.ClickHouseHttp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;

/// What the stores still hold of the former life of a pipeline.
///
/// @param clickHouse empty when the pipeline has none
/// @param database of Tailrace's tables
/// @param lake nowhere when the pipeline has none
public record StoreRemains(Optional<Endpoint> clickHouse, String database, LakePlaces lake) {
  private static final String TABLES = "'events', 'service_metrics_hourly', 'error_trends_5min'";
  private static final List<String> DIRECTORIES =
      List.of("events/", "service_metrics_hourly/", "error_trends_5min/");
  private static final String LETTERS = "dead-letters/";

  /// Each as a sentence with the remedy; empty when nothing is left.
  List<String> all() {
    List<String> found = new ArrayList<>();
    clickHouse.ifPresent(endpoint -> rows(endpoint, found));
    lake.bucket()
        .ifPresent(
            rows -> {
              DIRECTORIES.forEach(directory -> objects(rows, directory, found));
              objects(lake.errorsBucket().orElse(rows), LETTERS, found);
            });
    if (lake.catalog().isPresent()) {
      tables(found);
    }
    return found;
  }

  private void rows(Endpoint endpoint, List<String> found) {
    String rows =
        new ClickHouseHttp(endpoint, "default")
            .row(
                "SELECT toString(sum(total_rows)) FROM system.tables WHERE database = '%s' AND name IN (%s)"
                    .formatted(database.replace("'", "''"), TABLES))
            .getFirst();
    if (!rows.equals("0")) {
      found.add(
          "ClickHouse at %s has %s rows, which a rebuild would double; TRUNCATE %s there first, and mind that the raw topic has only what its retention left"
              .formatted(endpoint, rows, TABLES.replace("'", "")));
    }
  }

  private static void objects(BucketAddress bucket, String directory, List<String> found) {
    String prefix = bucket.prefix() + directory;
    try (S3Client client = BucketClient.of(bucket)) {
      if (!client
          .listObjectsV2(list -> list.bucket(bucket.bucket()).prefix(prefix).maxKeys(1))
          .contents()
          .isEmpty()) {
        found.add(
            "the bucket %s has files below %s; move them away or delete them first"
                .formatted(bucket, prefix));
      }
    } catch (SdkException e) {
      found.add("the bucket %s cannot be listed: %s".formatted(bucket, e.getMessage()));
    }
  }

  private void tables(List<String> found) {
    try (LakeSchema schema = new LakeSchema(lake, Retention.FOR_EVER)) {
      for (LakeReport.TableState table : schema.verify().tables()) {
        if (!table.progress().isEmpty()) {
          found.add(
              "the table %s knows how far it has come; drop it, and make it anew with 'tailrace schema apply'"
                  .formatted(table.name()));
        }
      }
    }
  }
}
