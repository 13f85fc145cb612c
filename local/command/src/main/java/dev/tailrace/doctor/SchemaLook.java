package dev.tailrace.doctor;

import dev.tailrace.clickhouse.SchemaException;
import dev.tailrace.clickhouse.SchemaReport;
import dev.tailrace.lake.LakeReport;
import dev.tailrace.lake.LakeSchemaException;
import dev.tailrace.postgres.PostgresException;
import dev.tailrace.postgres.schema.ThingsSchemaReport;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The stores' tables, buckets and rules, as `tailrace schema verify` compares them.
public final class SchemaLook {
  private final Findings findings;

  public SchemaLook(Findings findings) {
    this.findings = findings;
  }

  /// ClickHouse's tables.
  ///
  /// @param verification gives nothing when there is no ClickHouse to look at
  public void clickHouse(Supplier<Optional<SchemaReport>> verification) {
    look(
        "clickhouse",
        verification,
        report -> {
          report.problems().forEach(found -> problem("clickhouse", found));
          if (report.isAsWritten()) {
            findings.ok(
                "clickhouse",
                "%s, database %s: the tables are as this build writes them"
                    .formatted(report.server(), report.database()));
          }
        });
  }

  /// Postgres's tables.
  ///
  /// @param verification gives nothing when there is no Postgres to look at
  public void postgres(Supplier<Optional<ThingsSchemaReport>> verification) {
    look(
        "postgres",
        verification,
        report -> {
          for (ThingsSchemaReport.Problem found : report.problems()) {
            findings.problem(
                "postgres",
                differs(found.object(), found.expected(), found.found()),
                found.remedy());
          }
          if (report.problems().isEmpty()) {
            findings.ok(
                "postgres",
                "%s, %s: the tables are as this build writes them"
                    .formatted(report.server(), report.place()));
          }
        });
  }

  /// Buckets and the tables over their files.
  ///
  /// @param verification gives nothing when there is no bucket and no catalog to look at
  public void lake(Supplier<Optional<LakeReport>> verification) {
    look(
        "bucket",
        verification,
        report -> {
          report.problems().forEach(found -> lake(report, found));
          if (report.problems().isEmpty()) {
            findings.ok(
                "bucket",
                "%d buckets and %d Iceberg tables are as this build needs them"
                    .formatted(report.buckets().size(), report.tables().size()));
          }
        });
  }

  private <R> void look(String subject, Supplier<Optional<R>> verification, Consumer<R> tell) {
    try {
      verification.get().ifPresent(tell);
    } catch (SchemaException | PostgresException | LakeSchemaException e) {
      findings.problem(subject, e);
    }
  }

  /// The sink makes its tables itself, with its first commit.
  private void lake(LakeReport report, SchemaReport.Problem found) {
    if (report.absentTables().contains(found.object())) {
      findings.warning(
          "bucket",
          found.object() + " is not there yet",
          "the sink makes it with its first commit; before that: " + found.remedy());
    } else {
      problem("bucket", found);
    }
  }

  private void problem(String subject, SchemaReport.Problem found) {
    findings.problem(
        subject, differs(found.object(), found.expected(), found.found()), found.remedy());
  }

  private static String differs(String object, String expected, String found) {
    return "%s: expected %s, found %s".formatted(object, expected, found);
  }
}
