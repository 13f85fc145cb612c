package dev.tailrace.command;

import dev.tailrace.clickhouse.ClickHouseSchema;
import dev.tailrace.clickhouse.SchemaReport;
import dev.tailrace.lake.LakeReport;
import dev.tailrace.lake.LakeSchema;
import dev.tailrace.lake.LakeSchema.MissingBucket;
import dev.tailrace.lake.LakeStep;
import dev.tailrace.postgres.schema.ThingsSchema;
import dev.tailrace.postgres.schema.ThingsSchemaReport;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `tailrace schema`.
@Command(
    name = "schema",
    sortOptions = false,
    synopsisSubcommandLabel = "COMMAND",
    header = "Bring stores to this build's tables, or check that they have them.",
    description = {
      "",
      "Works on all stores of the running stack, on ClickHouse and Postgres of a stopped one"
          + " (--data DIR), or on what is named: a ClickHouse of your own (--clickhouse-url), a"
          + " Postgres of your own (--postgres-url), the bucket of the R2 sink (--bucket), its"
          + " Iceberg tables (--iceberg-catalog)."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  tailrace schema verify",
      "  tailrace schema apply --clickhouse-url http://clickhouse:8123 --retention-days 90",
      "  tailrace schema apply --clickhouse-url http://clickhouse:8123 --cluster main",
      "  tailrace schema apply --postgres-url jdbc:postgresql://db:5432/shop --postgres-user me",
      "  tailrace schema apply --bucket s3://tail --endpoint https://ID.r2.cloudflarestorage.com"
    })
final class SchemaCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name a command: apply or verify");
  }

  @Command(
      name = "apply",
      sortOptions = false,
      header = "Make what is missing. Applying twice changes nothing.")
  int apply(
      @Mixin SchemaTarget target,
      @Option(
              names = "--create-buckets",
              description = "Create buckets that do not exist. Default: that is an error")
          boolean createBuckets,
      @Mixin OutputOptions output) {
    MissingBucket missing = createBuckets ? MissingBucket.CREATE : MissingBucket.REFUSE;
    Optional<LakeSchema> lake = target.lake();
    Optional<ClickHouseSchema.Applied> applied = target.onClickHouse(ClickHouseSchema::apply);
    if (!output.isJson()) {
      applied.ifPresent(files -> print(files, output.out()));
      output.out().flush();
    }
    Optional<ThingsSchema.Applied> postgres = target.onPostgres(ThingsSchema::apply);
    if (!output.isJson()) {
      postgres.ifPresent(new PostgresView(output.out())::print);
      output.out().flush();
    }
    Optional<List<LakeStep>> steps = on(lake, schema -> schema.apply(missing));
    if (output.isJson()) {
      output.printJson(together(applied, postgres, steps));
    } else {
      steps.ifPresent(new LakeView(output.out())::print);
      output.out().flush();
    }
    boolean isRefused =
        steps.stream()
            .flatMap(List::stream)
            .anyMatch(step -> step.outcome() == LakeStep.Outcome.REFUSED);
    return isRefused ? ExitCode.FAILED : ExitCode.OK;
  }

  private static <T> Optional<T> on(Optional<LakeSchema> lake, Function<LakeSchema, T> work) {
    if (lake.isEmpty()) {
      return Optional.empty();
    }
    try (LakeSchema schema = lake.get()) {
      return Optional.of(work.apply(schema));
    }
  }

  private static void print(ClickHouseSchema.Applied files, PrintWriter out) {
    files.applied().forEach(file -> out.println("applied   " + file));
    files.unchanged().forEach(file -> out.println("unchanged " + file));
  }

  private static Map<String, Object> together(
      Optional<ClickHouseSchema.Applied> applied,
      Optional<ThingsSchema.Applied> postgres,
      Optional<List<LakeStep>> steps) {
    Map<String, Object> all = new LinkedHashMap<>();
    applied.ifPresent(
        files -> {
          all.put("applied", files.applied());
          all.put("unchanged", files.unchanged());
        });
    postgres.ifPresent(files -> all.put("postgres", files));
    steps.ifPresent(done -> all.put("lake", done));
    return all;
  }

  @Command(
      name = "verify",
      sortOptions = false,
      header = "Compare every table, column, index, TTL, view, bucket and rule with this build's.",
      description = {"", "Ends with 0 when all is as written, else with 1."})
  int verify(@Mixin SchemaTarget target, @Mixin OutputOptions output) {
    Optional<LakeSchema> lake = target.lake();
    Optional<SchemaReport> database = target.onClickHouse(ClickHouseSchema::verify);
    Optional<ThingsSchemaReport> postgres = target.onPostgres(ThingsSchema::verify);
    Optional<LakeReport> places = on(lake, LakeSchema::verify);
    List<SchemaReport.Problem> problems = new ArrayList<>();
    database.ifPresent(report -> problems.addAll(report.problems()));
    postgres.map(PostgresView::problems).ifPresent(problems::addAll);
    places.ifPresent(report -> problems.addAll(report.problems()));
    if (output.isJson()) {
      output.printJson(together(database, postgres, places, problems));
    } else {
      LakeView view = new LakeView(output.out());
      database.ifPresent(report -> print(report, output.out()));
      postgres.ifPresent(new PostgresView(output.out())::print);
      places.ifPresent(view::print);
      view.printProblems(problems);
      String from = places.isPresent() ? "what 'tailrace schema apply' makes" : "the migrations";
      output
          .out()
          .println(
              problems.isEmpty()
                  ? "all as written"
                  : problems.size() + " differences from " + from);
      output.out().flush();
    }
    return problems.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
  }

  private static Map<String, Object> together(
      Optional<SchemaReport> database,
      Optional<ThingsSchemaReport> postgres,
      Optional<LakeReport> places,
      List<SchemaReport.Problem> problems) {
    Map<String, Object> all = new LinkedHashMap<>();
    database.ifPresent(
        report -> {
          all.put("database", report.database());
          all.put("server", report.server());
          all.put("objects", report.objects());
        });
    postgres.ifPresent(report -> all.put("postgres", PostgresView.json(report)));
    places.ifPresent(
        report -> {
          all.put("buckets", report.buckets());
          all.put("tables", report.tables());
        });
    all.put("problems", problems);
    all.put("asWritten", problems.isEmpty());
    return all;
  }

  private static void print(SchemaReport report, PrintWriter out) {
    out.printf("database %s, ClickHouse %s%n", report.database(), report.server());
    for (SchemaReport.SchemaObject object : report.objects()) {
      out.printf(
          "  %-24s %-24s %3d columns %,14d rows %,14d bytes%n",
          object.name(), object.engine(), object.columns(), object.rows(), object.bytes());
    }
  }
}
