package dev.tailrace.command;

import dev.tailrace.clickhouse.SchemaReport.Problem;
import dev.tailrace.lake.LakeReport;
import dev.tailrace.lake.LakeReport.BucketState;
import dev.tailrace.lake.LakeReport.TableState;
import dev.tailrace.lake.LakeStep;
import java.io.PrintWriter;
import java.util.List;

/// What `tailrace schema` says of buckets and tables.
final class LakeView {
  private final PrintWriter out;

  LakeView(PrintWriter out) {
    this.out = out;
  }

  void print(List<LakeStep> steps) {
    for (LakeStep step : steps) {
      String detail = step.detail().isEmpty() ? "" : ": " + step.detail();
      switch (step.outcome()) {
        case APPLIED -> out.println("applied   " + step.object() + detail);
        case UNCHANGED -> out.println("unchanged " + step.object() + detail);
        case NOT_OFFERED -> printNotOffered(step.object(), step.detail());
        case REFUSED -> out.println("refused   " + step.object() + detail);
      }
    }
  }

  private void printNotOffered(String object, String rules) {
    out.println(object + ": not offered by this server; set it in its own console: " + rules);
  }

  void print(LakeReport report) {
    report.buckets().forEach(this::print);
    report.tables().forEach(this::print);
  }

  private void print(BucketState bucket) {
    out.println(bucket.bucket() + (bucket.reachable() ? "" : ", not there"));
    String rules = String.join("; ", bucket.rules());
    if (bucket.lifecycle().equals("not offered")) {
      printNotOffered("  lifecycle", rules);
    } else {
      out.printf("  lifecycle %s: %s%n", bucket.lifecycle(), rules);
    }
  }

  private void print(TableState table) {
    out.printf(
        "%s by %s, %,d rows in %,d files, %,d bytes, %,d snapshots%n",
        table.name(),
        table.partitioning(),
        table.rows(),
        table.files(),
        table.bytes(),
        table.snapshots());
    out.println(
        "  "
            + (table.validThrough().isEmpty()
                ? "nothing committed yet"
                : "valid through " + table.validThrough()));
    table
        .progress()
        .forEach(
            (partition, done) ->
                out.printf(
                    "  %-32s next offset %,d, through %s%n",
                    partition, done.next(), done.through()));
  }

  void printProblems(List<Problem> problems) {
    for (Problem problem : problems) {
      out.printf("%s%n", problem.object());
      out.printf("  expected  %s%n", problem.expected());
      out.printf("  found     %s%n", problem.found());
      out.printf("  remedy    %s%n", problem.remedy());
    }
  }
}
