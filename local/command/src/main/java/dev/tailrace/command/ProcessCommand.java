package dev.tailrace.command;

import dev.tailrace.parts.Logging;
import dev.tailrace.produce.Progress;
import dev.tailrace.produce.PublishResult;
import dev.tailrace.produce.PublishTarget;
import dev.tailrace.produce.ResumablePublish;
import dev.tailrace.stack.Ports;
import dev.tailrace.stack.Recount;
import dev.tailrace.stack.Stack;
import dev.tailrace.stack.StackSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tailrace process`.
@Command(
    name = "process",
    sortOptions = false,
    header =
        "Start the stack, publish files, wait until every store has everything, recount, stop.",
    description = {
      "",
      "Takes every form that produce takes. Each event of a file is stored exactly once, however"
          + " often this is killed or run again: a file is known by its content, and a repeated run"
          + " goes on where the last one ended.",
      "",
      "Ends with 0 when in = events + dead letters + notices, and ClickHouse, the Parquet files and"
          + " the Iceberg table over them hold each row of the events topic once; else with 1."
    },
    optionListHeading = "%nOptions:%n",
    parameterListHeading = "%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  tailrace process events.jsonl --data /tmp/tailrace --json",
      "  tailrace process --replay-sinks events.jsonl --data /tmp/tailrace",
      "      deliver everything to the stores once more, to see that nothing changes"
    })
final class ProcessCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Spec private CommandSpec spec;
  @Mixin private DataOptions data;
  @Mixin private ClickHouseOptions clickHouse;
  @Mixin private PostgresOptions postgres;
  @Mixin private SettingOptions set;
  @Mixin private OutputOptions output;

  @Option(
      names = "--again",
      description = "Publish the files once more although they have been published.")
  private boolean again;

  @Option(
      names = "--replay-sinks",
      description = "Set the sinks' offsets back to zero first: they deliver everything again.")
  private boolean replaySinks;

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "Files to process.")
  private List<Path> files;

  /// What `--json` prints.
  ///
  /// @param in records on the raw topic, of all files ever published to this data directory
  /// @param invocations rows of `events` that are no mutations
  record Report(
      boolean ok,
      long in,
      long invocations,
      long mutations,
      Map<String, Long> deadLetters,
      Map<String, Long> notices,
      ClickHouseRows clickHouse,
      ParquetRows parquet,
      Things things,
      Windows windows,
      double seconds,
      List<PublishResult> files) {

    /// @param expected rows on the events topic
    record ClickHouseRows(long expected, long rows, long lost, long duplicated) {}

    /// @param files Parquet files of events
    /// @param rows in them, as DuckDB counts
    /// @param inTable rows in the Iceberg table over them
    /// @param lost rows on the events topic that are in no file
    /// @param duplicated rows that are in the files more than once
    /// @param differing groups of severity, script and day of which ClickHouse counts another
    ///     number
    record ParquetRows(
        long files, long rows, long inTable, long lost, long duplicated, long differing) {}

    /// @param rows things in Postgres
    /// @param relationships of which both things exist
    /// @param parked relationships of which a thing is missing
    /// @param missing things that the history in ClickHouse has and Postgres has not
    /// @param unknown things that Postgres has and the history has not
    /// @param differing things that are not as the history says
    record Things(
        long rows, long relationships, long parked, long missing, long unknown, long differing) {}

    /// @param counted invocations that stand in hourly windows
    /// @param differing windows that differ from a recount of the stored events
    record Windows(long counted, long differing) {}

    static Report of(Recount count, List<PublishResult> files, Duration took) {
      boolean complete = files.stream().allMatch(PublishResult::complete);
      return new Report(
          complete && count.addsUp(),
          count.raw(),
          count.stored() - count.mutations(),
          count.mutations(),
          count.deadLetters(),
          count.notices(),
          new ClickHouseRows(count.events(), count.stored(), count.lost(), count.duplicated()),
          new ParquetRows(
              count.parquet().files(),
              count.parquet().rows(),
              count.parquet().inTable(),
              count.parquet().lost(),
              count.parquet().duplicated(),
              count.parquet().differing()),
          new Things(
              count.things().rows(),
              count.things().relationships(),
              count.things().parked(),
              count.things().missing(),
              count.things().unknown(),
              count.things().differing()),
          new Windows(count.counted(), count.differingWindows()),
          took.toMillis() / 1000.0,
          files);
    }
  }

  @Override
  public Integer call() {
    requireFiles();
    Logging.alsoTo(data.log());
    InstantSource clock = InstantSource.system();
    Instant start = clock.instant();
    Progress progress = new Progress();
    Report report;
    try (StopSignal _ = StopSignal.install(progress::requestStop, PATIENCE);
        Stack stack = Stack.start(stackSettings(), new StartView(output.err()), clock)) {
      List<PublishResult> results = publish(stack, progress, clock);
      if (progress.stopRequested()) {
        output.err().println("stopped; the same command goes on where this one ended");
        return ExitCode.FAILED;
      }
      stack.awaitDelivery(new StartView(output.err()), progress::stopRequested);
      report = Report.of(stack.recount(), results, Duration.between(start, clock.instant()));
    }
    print(report);
    return report.ok() ? ExitCode.OK : ExitCode.FAILED;
  }

  private void requireFiles() {
    for (Path file : files) {
      if (!Files.isReadable(file) || Files.isDirectory(file)) {
        throw new ParameterException(
            spec.commandLine(),
            file + " is no file that can be read; to publish from stdin, use tailrace produce -");
      }
    }
  }

  private List<PublishResult> publish(Stack stack, Progress progress, InstantSource clock) {
    PublishTarget target =
        PublishTarget.of(
            stack.state().bootstrapServers(), Optional.of(stack.state().registryUrl()));
    ResumablePublish publish = new ResumablePublish(target, clock);
    ResumablePublish.Mode mode = again ? ResumablePublish.Mode.AGAIN : ResumablePublish.Mode.ONCE;
    List<PublishResult> results = new ArrayList<>();
    try (ProgressView _ = view(progress, clock)) {
      for (Path file : files) {
        if (!progress.stopRequested()) {
          results.add(publish.publish(file, mode, progress));
        }
      }
    }
    return results;
  }

  private ProgressView view(Progress progress, InstantSource clock) {
    OptionalLong total =
        OptionalLong.of(files.stream().mapToLong(file -> file.toFile().length()).sum());
    if (output.isJson()) {
      return ProgressView.none();
    }
    return Terminal.isInteractive()
        ? ProgressView.bar(progress, total)
        : ProgressView.lines(progress, total, output.err(), clock);
  }

  private StackSettings stackSettings() {
    return new StackSettings(
        data.directory(),
        Ports.anyFree(),
        clickHouse.endpoint(),
        clickHouse.database(),
        postgres.address(),
        set.settings(),
        replaySinks ? StackSettings.SinkStart.FROM_ZERO : StackSettings.SinkStart.CONTINUE,
        StackSettings.Roll.QUICK);
  }

  private void print(Report report) {
    for (PublishResult result : report.files()) {
      result.remarks().forEach(remark -> output.err().println(result.file() + ": " + remark));
      result.problems().forEach(problem -> output.err().println("tailrace: " + problem));
    }
    output.err().flush();
    if (output.isJson()) {
      output.printJson(report);
      return;
    }
    output.out().println(text(report));
    output.out().flush();
  }

  static String text(Report report) {
    return """
    in            %,12d records on tail.raw
    events        %,12d
    dead letters  %,12d %s
    notices       %,12d %s
    mutations     %,12d
    ClickHouse    %,12d rows of %,d: %,d lost, %,d duplicated
    Parquet       %,12d rows in %,d files, %,d in the table: %,d lost, %,d duplicated, %,d groups differ
    Postgres      %,12d things, %,d relationships, %,d parked: %,d missing, %,d unknown, %,d differ from their history
    windows       %,12d events in them, %,d windows differ from a recount
    %s in %.1f s\
    """
        .formatted(
            report.in(),
            report.invocations(),
            sum(report.deadLetters()),
            detail(report.deadLetters()),
            sum(report.notices()),
            detail(report.notices()),
            report.mutations(),
            report.clickHouse().rows(),
            report.clickHouse().expected(),
            report.clickHouse().lost(),
            report.clickHouse().duplicated(),
            report.parquet().rows(),
            report.parquet().files(),
            report.parquet().inTable(),
            report.parquet().lost(),
            report.parquet().duplicated(),
            report.parquet().differing(),
            report.things().rows(),
            report.things().relationships(),
            report.things().parked(),
            report.things().missing(),
            report.things().unknown(),
            report.things().differing(),
            report.windows().counted(),
            report.windows().differing(),
            report.ok() ? "everything adds up" : "DOES NOT ADD UP",
            report.seconds());
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  private static String detail(Map<String, Long> counts) {
    return counts.isEmpty() ? "" : counts.toString();
  }
}
