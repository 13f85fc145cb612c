package dev.tailrace.lake;

import dev.tailrace.clickhouse.SchemaReport.Problem;
import dev.tailrace.lake.BucketSchema.Lifecycle;
import dev.tailrace.lake.LakeReport.BucketState;
import dev.tailrace.lake.LakeReport.PartitionState;
import dev.tailrace.lake.LakeReport.TableState;
import dev.tailrace.lake.LifecyclePlan.Difference;
import dev.tailrace.sink.iceberg.TableFacts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Collects what a verification finds. A server that does not answer is a finding too.
final class LakeFindings {
  private static final String NOTHING = "nothing";
  private static final String APPLY = "tailrace schema apply";

  private final List<BucketState> buckets = new ArrayList<>();
  private final List<TableState> tables = new ArrayList<>();
  private final List<String> absentTables = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();

  /// @param rowsAre what the files of rows in it are
  void bucket(BucketSchema bucket, RowFiles rowsAre) {
    String lifecycle = "unknown";
    boolean reachable = false;
    try {
      reachable = bucket.exists();
      if (reachable) {
        lifecycle = lifecycle(bucket, rowsAre);
      } else {
        problems.add(
            new Problem(bucket.toString(), "a bucket", NOTHING, APPLY + " with --create-buckets"));
      }
    } catch (LakeSchemaException e) {
      problems.add(unanswered(bucket.toString(), e));
    }
    buckets.add(new BucketState(bucket.toString(), reachable, lifecycle, bucket.plan().words()));
  }

  /// What the files of rows in a bucket are.
  enum RowFiles {
    ALONE,
    /// Deleting one of them makes a table unreadable.
    PARTS_OF_TABLES
  }

  private String lifecycle(BucketSchema bucket, RowFiles rowsAre) {
    return switch (bucket.lifecycle()) {
      case Lifecycle.NotOffered() -> "not offered";
      case Lifecycle.Known known -> {
        List<Difference> differing = bucket.plan().differences(known.rules());
        differing.forEach(rule -> add(bucket, rule, APPLY));
        if (rowsAre == RowFiles.PARTS_OF_TABLES) {
          bucket
              .plan()
              .deletingRows(known.rules())
              .forEach(
                  rule -> add(bucket, rule, "remove the rule: it deletes files that tables hold"));
        }
        yield differing.isEmpty() ? "as applied" : "differs";
      }
    };
  }

  private void add(BucketSchema bucket, Difference rule, String remedy) {
    problems.add(
        new Problem(
            bucket + " lifecycle rule " + rule.id(), rule.expected(), rule.found(), remedy));
  }

  void tables(TableSchemas catalog) {
    try {
      catalog
          .facts()
          .forEach(
              (table, facts) ->
                  facts.ifPresentOrElse(
                      known -> table(catalog.nameOf(table), known),
                      () -> absent(catalog.nameOf(table))));
    } catch (LakeSchemaException e) {
      problems.add(unanswered(catalog.toString(), e));
    }
  }

  private void absent(String name) {
    absentTables.add(name);
    problems.add(new Problem(name, "a table", NOTHING, APPLY));
  }

  private void table(String name, TableFacts facts) {
    TableProblem.of(facts)
        .forEach(
            problem ->
                problems.add(
                    new Problem(
                        name + " " + problem.subject(),
                        problem.expected(),
                        problem.found(),
                        problem.remedy())));
    SortedMap<String, PartitionState> progress = new TreeMap<>();
    facts
        .progress()
        .forEach(
            (partition, done) ->
                progress.put(
                    partition, new PartitionState(done.next(), done.through().toString())));
    tables.add(
        new TableState(
            name,
            facts.partitioning(),
            facts.size().rows(),
            facts.size().files(),
            facts.size().bytes(),
            facts.size().snapshots(),
            facts.validThrough().map(Instant::toString).orElse(""),
            progress));
  }

  private static Problem unanswered(String object, LakeSchemaException why) {
    return new Problem(object, "an answer", NOTHING, why.getMessage());
  }

  LakeReport report() {
    return new LakeReport(buckets, tables, absentTables, problems);
  }
}
