package dev.tailrace.command;

import dev.tailrace.letters.Letter;
import dev.tailrace.letters.LetterFilter;
import dev.tailrace.letters.LetterId;
import dev.tailrace.letters.LetterSource;
import dev.tailrace.letters.Replay;
import dev.tailrace.letters.ReplayResult;
import dev.tailrace.letters.ReplayRules;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tailrace dlq replay`.
@Command(
    name = "replay",
    sortOptions = false,
    header = "Publish dead letters again, after a fix; each once.",
    description = {
      "",
      "Publishes the original key and bytes to the raw topic. What was replayed is remembered, on"
          + " the topic tail.replayed, and left out the next time. Letters that are no whole raw"
          + " record are refused, with the way out: what belongs to them has been processed.",
      "Try one first: if the fix does not hold, each replayed letter comes back as another one."
    },
    optionListHeading = "%nOptions:%n",
    parameterListHeading = "%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  tailrace dlq replay 0-123",
      "  tailrace dlq replay --reason unknown-schema --since 2h --dry-run",
      "  tailrace dlq replay --all --until 2026-11-20T11:00:00Z"
    })
final class DlqReplayCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "ID",
      arity = "0..*",
      converter = LetterIds.class,
      description = "Ids as dlq list prints them.")
  private List<LetterId> ids = List.of();

  @Option(names = "--all", description = "All dead letters, or all that the filters let through.")
  private boolean all;

  @Mixin private LetterFilterOptions filter;

  @Option(
      names = "--to",
      paramLabel = "TOPIC",
      description = "Topic to publish to. Default: tail.raw, for letters that come from there")
  private String to;

  @Option(names = "--dry-run", description = "Publish nothing, and tell what would be done.")
  private boolean dryRun;

  @Option(
      names = "--again",
      description = "Also those that were replayed before: their events will be there twice.")
  private boolean again;

  @Mixin private OutputOptions output;
  @Mixin private LetterSourceOptions source;

  /// What `--json` prints.
  record Report(
      boolean dryRun,
      boolean stopped,
      long replayed,
      long leftOut,
      long refused,
      List<ReplayResult.Refused> refusals,
      List<String> missing) {}

  @Override
  public Integer call() {
    LetterFilter wanted = wanted();
    ReplayRules rules = rules();
    AtomicBoolean stop = new AtomicBoolean();
    List<String> missing = new ArrayList<>();
    InstantSource clock = InstantSource.system();
    try (StopSignal _ = StopSignal.install(() -> stop.set(true), PATIENCE);
        LetterSource letters = source.open()) {
      ReplayResult result =
          new Replay(source.target(), rules, clock)
              .run(
                  reader -> select(letters, wanted, missing, reader),
                  dryRun ? Replay.Mode.DRY_RUN : Replay.Mode.PUBLISH,
                  again ? Replay.Again.YES : Replay.Again.NO,
                  new Replay.Watch(new ReplayProgress(output, clock)::show, stop::get));
      Report report =
          new Report(
              dryRun,
              stop.get(),
              result.replayed(),
              result.leftOut(),
              result.refused(),
              result.refusals(),
              missing);
      report(report);
      boolean complete = missing.isEmpty() && report.refused() == 0 && !report.stopped();
      return complete ? ExitCode.OK : ExitCode.FAILED;
    }
  }

  private LetterFilter wanted() {
    if (ids.isEmpty() && !all && !filter.hasReason()) {
      throw new ParameterException(
          spec.commandLine(), "say which letters: ids, --reason CODE, or --all");
    }
    if (!ids.isEmpty() && (all || filter.isGiven())) {
      throw new ParameterException(
          spec.commandLine(), "give ids, or --all and filters, but not both");
    }
    return filter.filter();
  }

  private ReplayRules rules() {
    if (source.topic().equals(to)) {
      throw new ParameterException(
          spec.commandLine(), "--to: " + to + " is the topic that the letters lie on");
    }
    try {
      return new ReplayRules(Optional.ofNullable(to));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--to: " + e.getMessage(), e);
    }
  }

  private void select(
      LetterSource letters,
      LetterFilter wanted,
      List<String> missing,
      java.util.function.Consumer<Letter> reader) {
    if (ids.isEmpty()) {
      letters.forEach(wanted, reader);
      return;
    }
    for (LetterId id : ids) {
      letters.find(id).ifPresentOrElse(reader, () -> missing.add(id.toString()));
    }
  }

  private void report(Report report) {
    if (output.isJson()) {
      output.printJson(report);
      return;
    }
    PrintWriter err = output.err();
    for (ReplayResult.Refused refused : report.refusals()) {
      err.printf(
          "refused, %,d of %s (the first is %s): %s%n",
          refused.letters(), refused.reason(), refused.first(), refused.why());
    }
    report.missing().forEach(id -> err.println("no dead letter has the id " + id));
    if (report.stopped()) {
      err.println("stopped before the end; run it again to go on");
    }
    err.flush();
    output
        .out()
        .printf(
            "%,d dead letters %s, %,d left out as already replayed, %,d refused%s%n",
            report.replayed(),
            report.dryRun() ? "would be replayed" : "replayed",
            report.leftOut(),
            report.refused(),
            report.missing().isEmpty() ? "" : ", %,d not found".formatted(report.missing().size()));
    output.out().flush();
  }
}
