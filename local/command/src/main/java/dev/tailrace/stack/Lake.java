package dev.tailrace.stack;

import dev.tailrace.engines.IcebergCatalogServer;
import dev.tailrace.engines.IcebergCatalogServer.Warehouse;
import dev.tailrace.engines.S3Server;
import dev.tailrace.stack.Parts.Layer;
import java.nio.file.Path;
import java.util.List;

/// The stack's stand-in for R2: an S3 server, and a catalog of the Iceberg tables in it.
public record Lake(S3Server s3, IcebergCatalogServer catalog) {
  /// Holds `events/`, `service_metrics_hourly/`, `error_trends_5min/` and the tables' metadata in
  /// `warehouse/`.
  public static final String BUCKET = "tailrace";

  /// Holds dead letters.
  public static final String ERRORS_BUCKET = "tailrace-errors";

  /// Where the catalog puts tables.
  public static final String WAREHOUSE = "s3://" + BUCKET + "/warehouse";

  static Lake start(DataDirectory directory, Ports ports, Parts parts) {
    S3Server s3 =
        parts.add(
            Layer.SERVICES,
            "S3",
            S3Server.start(ports.s3(), directory.s3(), List.of(BUCKET, ERRORS_BUCKET)));
    IcebergCatalogServer catalog =
        parts.add(
            Layer.SERVICES,
            "Iceberg catalog",
            IcebergCatalogServer.start(
                ports.iceberg(), directory.iceberg(), new Warehouse(WAREHOUSE, s3.url())));
    return new Lake(s3, catalog);
  }

  String s3Url() {
    return s3.url();
  }

  String catalogUrl() {
    return catalog.url();
  }

  /// Where the objects of [#BUCKET] lie as files.
  Path files() {
    return s3.bucket(BUCKET);
  }
}
