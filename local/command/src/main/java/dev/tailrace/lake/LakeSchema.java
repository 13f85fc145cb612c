package dev.tailrace.lake;

import dev.tailrace.bucket.BucketAddress;
import dev.tailrace.lake.BucketSchema.Lifecycle;
import dev.tailrace.lake.LakeFindings.RowFiles;
import dev.tailrace.lake.LakeStep.Outcome;
import dev.tailrace.lake.LifecyclePlan.Content;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Makes buckets and tables ready for the R2 sink, and checks that they are.
///
/// Laws: applying twice changes nothing; rules of others stay as they are; no object and no row is
/// ever touched. Not thread-safe.
public final class LakeSchema implements AutoCloseable {
  private final List<BucketSchema> buckets = new ArrayList<>();
  private final Optional<TableSchemas> tables;

  /// What to do about a bucket that does not exist.
  public enum MissingBucket {
    CREATE,
    REFUSE
  }

  /// @throws IllegalArgumentException when these places cannot have that retention
  public LakeSchema(LakePlaces places, Retention retention) {
    requireNoTablesOverExpiringFiles(places, retention);
    requireBuckets(places, retention);
    this.tables = places.catalog().map(catalog -> new TableSchemas(catalog, places.bucket()));
    places
        .bucket()
        .ifPresent(
            rows -> {
              Optional<BucketAddress> apart =
                  places.errorsBucket().filter(other -> !other.bucket().equals(rows.bucket()));
              add(
                  rows,
                  apart.isPresent() ? EnumSet.of(Content.ROWS) : EnumSet.allOf(Content.class),
                  retention);
              apart.ifPresent(letters -> add(letters, EnumSet.of(Content.LETTERS), retention));
            });
  }

  private void add(BucketAddress address, Set<Content> contents, Retention retention) {
    buckets.add(
        new BucketSchema(address, new LifecyclePlan(address.prefix(), contents, retention)));
  }

  private static void requireNoTablesOverExpiringFiles(LakePlaces places, Retention retention) {
    if (retention.eventsDays() > 0 && places.catalog().isPresent()) {
      throw new IllegalArgumentException(
          "--events-retention-days %d would let the bucket delete files that tables of %s still hold, and no query could read these any more: leave it out, delete old days in the table and expire its snapshots (docs/r2-schema.md)"
              .formatted(retention.eventsDays(), places.catalog().get()));
    }
  }

  private static void requireBuckets(LakePlaces places, Retention retention) {
    if (places.bucket().isEmpty() && places.errorsBucket().isPresent()) {
      throw new IllegalArgumentException("--errors-bucket needs --bucket beside it");
    }
    if (places.bucket().isEmpty() && !retention.equals(Retention.FOR_EVER)) {
      throw new IllegalArgumentException(
          "--events-retention-days and --letters-retention-days need a --bucket to keep them");
    }
  }

  /// Makes what is absent and changes what differs.
  ///
  /// @throws LakeSchemaException when a server does not answer or refuses, or a bucket does not
  ///     exist and is not to be created; nothing was changed in the latter case
  public List<LakeStep> apply(MissingBucket missing) {
    List<LakeStep> steps = new ArrayList<>();
    List<BucketSchema> absent = buckets.stream().filter(bucket -> !bucket.exists()).toList();
    if (missing == MissingBucket.REFUSE && !absent.isEmpty()) {
      throw new LakeSchemaException(
          "there is no %s: create it, by --create-buckets too, or name another one"
              .formatted(absent.getFirst()));
    }
    for (BucketSchema bucket : buckets) {
      if (absent.contains(bucket)) {
        bucket.create();
      }
      Outcome outcome = absent.contains(bucket) ? Outcome.APPLIED : Outcome.UNCHANGED;
      steps.add(new LakeStep(outcome, bucket.toString(), ""));
      steps.add(lifecycle(bucket));
    }
    tables.ifPresent(catalog -> steps.addAll(catalog.apply()));
    return steps;
  }

  private static LakeStep lifecycle(BucketSchema bucket) {
    String rules = String.join("; ", bucket.plan().words());
    String object = "lifecycle of " + bucket;
    return switch (bucket.lifecycle()) {
      case Lifecycle.NotOffered() -> new LakeStep(Outcome.NOT_OFFERED, object, rules);
      case Lifecycle.Known known when bucket.plan().differences(known.rules()).isEmpty() ->
          new LakeStep(Outcome.UNCHANGED, object, rules);
      case Lifecycle.Known known ->
          new LakeStep(bucket.put(known) ? Outcome.APPLIED : Outcome.NOT_OFFERED, object, rules);
    };
  }

  /// Compares everything with what an application would leave. Changes nothing.
  public LakeReport verify() {
    LakeFindings findings = new LakeFindings();
    RowFiles rowsAre = tables.isPresent() ? RowFiles.PARTS_OF_TABLES : RowFiles.ALONE;
    for (BucketSchema bucket : buckets) {
      findings.bucket(bucket, rowsAre);
    }
    tables.ifPresent(findings::tables);
    return findings.report();
  }

  @Override
  public void close() {
    buckets.forEach(BucketSchema::close);
  }
}
