package dev.tailrace.command;

import dev.tailrace.clickhouse.ClickHouseSchema;
import dev.tailrace.clickhouse.Endpoint;
import dev.tailrace.clickhouse.Placeholders;
import dev.tailrace.clickhouse.SchemaReport;
import dev.tailrace.stack.Stack;
import dev.tailrace.stack.StackState;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToIntFunction;
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
    header = "Bring ClickHouse to this build's tables, or check that it has them.",
    description = {
      "",
      "Works on the running stack, on a stopped one (--data DIR), or on a server of your own"
          + " (--clickhouse-url)."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  tailrace schema verify",
      "  tailrace schema apply --clickhouse-url http://clickhouse:8123 --retention-days 90",
      "  tailrace schema apply --clickhouse-url http://clickhouse:8123 --cluster main"
    })
final class SchemaCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name a command: apply or verify");
  }

  /// Options of both commands, and the way to the server they name.
  static final class Target {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Mixin private DataOptions data;
    @Mixin private ClickHouseOptions clickHouse;

    @Option(
        names = "--cluster",
        paramLabel = "NAME",
        description = {
          "Make replicated tables on this cluster of the server's configuration.",
          "Default: plain tables on one server"
        })
    private String cluster;

    @Option(
        names = "--retention-days",
        paramLabel = "N",
        defaultValue = "30",
        description = "How long events are kept. Default: ${DEFAULT-VALUE}")
    private int retentionDays;

    @Option(
        names = "--window-retention-days",
        paramLabel = "N",
        defaultValue = "400",
        description =
            "How long windows are kept after their last change. Default: ${DEFAULT-VALUE}")
    private int windowRetentionDays;

    int with(ToIntFunction<ClickHouseSchema> work) {
      Optional<Endpoint> endpoint =
          clickHouse
              .endpoint()
              .or(() -> data.runningStack().map(StackState::clickHouseUrl).map(Endpoint::of));
      if (endpoint.isPresent()) {
        return on(endpoint.get(), work);
      }
      AtomicInteger exitCode = new AtomicInteger();
      Stack.withClickHouseAlone(data.directory(), alone -> exitCode.set(on(alone, work)));
      return exitCode.get();
    }

    private int on(Endpoint endpoint, ToIntFunction<ClickHouseSchema> work) {
      try (ClickHouseSchema schema = new ClickHouseSchema(endpoint, placeholders())) {
        return work.applyAsInt(schema);
      }
    }

    private Placeholders placeholders() {
      try {
        Placeholders plain =
            Placeholders.of(clickHouse.database())
                .withRetentionDays(retentionDays)
                .withWindowRetentionDays(windowRetentionDays);
        return cluster == null ? plain : plain.withCluster(cluster);
      } catch (IllegalArgumentException e) {
        throw new ParameterException(spec.commandLine(), e.getMessage(), e);
      }
    }
  }

  @Command(
      name = "apply",
      sortOptions = false,
      header = "Run the migrations that have not run yet. Applying twice changes nothing.")
  int apply(@Mixin Target target, @Mixin OutputOptions output) {
    return target.with(
        schema -> {
          ClickHouseSchema.Applied applied = schema.apply();
          if (output.isJson()) {
            output.printJson(applied);
          } else {
            applied.applied().forEach(file -> output.out().println("applied   " + file));
            applied.unchanged().forEach(file -> output.out().println("unchanged " + file));
            output.out().flush();
          }
          return ExitCode.OK;
        });
  }

  @Command(
      name = "verify",
      sortOptions = false,
      header = "Compare every table, column, index, TTL and view with the migrations.",
      description = {"", "Ends with 0 when all is as written, else with 1."})
  int verify(@Mixin Target target, @Mixin OutputOptions output) {
    return target.with(
        schema -> {
          SchemaReport report = schema.verify();
          if (output.isJson()) {
            output.printJson(report);
          } else {
            print(report, output.out());
          }
          return report.isAsWritten() ? ExitCode.OK : ExitCode.FAILED;
        });
  }

  private static void print(SchemaReport report, PrintWriter out) {
    out.printf("database %s, ClickHouse %s%n", report.database(), report.server());
    for (SchemaReport.SchemaObject object : report.objects()) {
      out.printf(
          "  %-24s %-24s %3d columns %,14d rows %,14d bytes%n",
          object.name(), object.engine(), object.columns(), object.rows(), object.bytes());
    }
    for (SchemaReport.Problem problem : report.problems()) {
      out.printf("%s%n", problem.object());
      out.printf("  expected  %s%n", problem.expected());
      out.printf("  found     %s%n", problem.found());
      out.printf("  remedy    %s%n", problem.remedy());
    }
    out.println(
        report.isAsWritten()
            ? "all as written"
            : report.problems().size() + " differences from the migrations");
    out.flush();
  }
}
