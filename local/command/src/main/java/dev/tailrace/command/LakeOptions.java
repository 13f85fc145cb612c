package dev.tailrace.command;

import dev.tailrace.bucket.BucketAddress;
import dev.tailrace.lake.CatalogAddress;
import dev.tailrace.lake.LakePlaces;
import dev.tailrace.lake.Retention;
import java.net.URI;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Buckets and tables of the R2 sink, and how long files are kept.
final class LakeOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--bucket",
      paramLabel = "s3://BUCKET[/PREFIX]",
      description = {
        "The R2 sink's bucket of Parquet files.",
        "Default: that of the stack that runs on --data"
      })
  private String bucket;

  @Option(
      names = "--errors-bucket",
      paramLabel = "s3://BUCKET",
      description = "Its bucket of dead letters. Default: the same")
  private String errorsBucket;

  @Mixin private BucketAccessOptions access;

  @Option(
      names = "--iceberg-catalog",
      paramLabel = "URL",
      description = {
        "The Iceberg REST catalog of the sink's tables.",
        "Default: that of the stack that runs on --data"
      })
  private URI catalog;

  @Option(
      names = "--iceberg-warehouse",
      paramLabel = "NAME",
      description = "Of the catalog, where it has several, as R2's has.")
  private String warehouse;

  @Option(
      names = "--iceberg-token",
      paramLabel = "TOKEN",
      defaultValue = "${env:TAILRACE_ICEBERG_TOKEN:-}",
      interactive = true,
      arity = "0..1",
      description = {
        "What the catalog asks for; without a value it is asked for.",
        "Default: $TAILRACE_ICEBERG_TOKEN, which no process list shows"
      })
  private String token;

  @Option(
      names = "--iceberg-namespace",
      paramLabel = "NAME",
      defaultValue = CatalogAddress.DEFAULT_NAMESPACE,
      description = "That has the tables. Default: ${DEFAULT-VALUE}")
  private String namespace;

  @Option(
      names = "--events-retention-days",
      paramLabel = "N",
      defaultValue = "0",
      description = {
        "After how many days the bucket deletes files of events and windows; 0 keeps them.",
        "Not with a catalog: it would break the tables. Default: ${DEFAULT-VALUE}"
      })
  private int eventsRetentionDays;

  @Option(
      names = "--letters-retention-days",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "After how many days it deletes dead letters; 0 keeps them. Default: ${DEFAULT-VALUE}")
  private int lettersRetentionDays;

  /// What the options name; nowhere when they name nothing.
  LakePlaces named() {
    if (warehouse != null && catalog == null) {
      throw new ParameterException(
          spec.commandLine(), "--iceberg-warehouse needs its --iceberg-catalog");
    }
    Optional<BucketAddress> rows =
        Optional.ofNullable(bucket).map(location -> access.to("--bucket", location));
    return new LakePlaces(
        rows,
        Optional.ofNullable(errorsBucket)
            .map(location -> access.to("--errors-bucket", location))
            .map(letters -> withPrefixOf(rows, letters)),
        Optional.ofNullable(catalog)
            .map(
                url ->
                    new CatalogAddress(
                        url,
                        Optional.ofNullable(warehouse),
                        Optional.of(token).filter(secret -> !secret.isEmpty()),
                        namespace)));
  }

  /// The sink has one prefix, for both buckets.
  private BucketAddress withPrefixOf(Optional<BucketAddress> rows, BucketAddress letters) {
    if (!letters.prefix().isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "--errors-bucket: the sink's prefix is that of --bucket in both; write s3://"
              + letters.bucket());
    }
    return new BucketAddress(
        letters.endpoint(),
        letters.bucket(),
        rows.map(BucketAddress::prefix).orElse(""),
        letters.credentials());
  }

  /// Whether a retention was given.
  boolean hasRetention() {
    return eventsRetentionDays != 0 || lettersRetentionDays != 0;
  }

  Retention retention() {
    return new Retention(eventsRetentionDays, lettersRetentionDays);
  }
}
