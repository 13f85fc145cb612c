package dev.tailrace.command;

import dev.tailrace.faults.FaultBench;
import dev.tailrace.faults.Scoreboard;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `tailrace bench faults`.
@Command(
    name = "faults",
    sortOptions = false,
    header = "Show what faults do: crash everything, everywhere, and recount.",
    description = {
      "",
      "Starts the pipeline as processes of its own (broker; registry, S3 and catalog; two topology"
          + " instances; two workers with sinks; ClickHouse; Postgres), lets events flow, inflicts"
          + " one kind of fault after the other, and audits every store after each. Takes some"
          + " minutes a seed.",
      "",
      "Ends with 0 when nothing was lost, doubled or changed; else with 1, and the data of that"
          + " seed is kept."
    },
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  tailrace bench faults",
      "      one seed, which is printed",
      "  tailrace bench faults --seeds 6 --scoreboard docs/fault-scoreboard.md",
      "  tailrace bench faults --seed 42 --kinds kill-broker,lost-answer",
      "      the same faults as in another run, and only these kinds"
    })
final class BenchFaultsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "1",
      description = {
        "How many seeds, one after the other; 0 only sums up what was found in --directory.",
        "Default: ${DEFAULT-VALUE}"
      })
  private int seeds;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "The first seed; the others follow it. Default: a random one, which is printed")
  private Optional<Long> first;

  @Option(
      names = "--kinds",
      paramLabel = "KIND",
      split = ",",
      description = "Only these kinds of faults; 'list' prints them all.")
  private List<String> kinds = List.of();

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "400",
      description = "Events a second. Default: ${DEFAULT-VALUE}")
  private int eventsPerSecond;

  @Option(
      names = "--directory",
      paramLabel = "DIR",
      description = {
        "Where the worlds lie, and what was found: runs in one directory add up.",
        "Default: a new one in the temporary folder"
      })
  private Optional<Path> directory;

  @Option(
      names = "--scoreboard",
      paramLabel = "FILE",
      description = "Write the result to this file, as Markdown.")
  private Optional<Path> scoreboard;

  @Mixin private OutputOptions output;

  @Override
  public Integer call() throws InterruptedException {
    if (kinds.equals(List.of("list"))) {
      FaultBench.kindsByName()
          .forEach((name, words) -> output.out().printf("%-20s %s%n", name, words));
      output.out().flush();
      return ExitCode.OK;
    }
    requireKnownKinds();
    FaultBench bench = new FaultBench(worlds(), seedsToRun(), eventsPerSecond, kinds);
    Scoreboard board = bench.run(output::say);
    scoreboard.ifPresent(file -> FaultBench.write(board, file, InstantSource.system()));
    print(board);
    return board.isClean() ? ExitCode.OK : ExitCode.FAILED;
  }

  private void requireKnownKinds() {
    Map<String, String> known = FaultBench.kindsByName();
    for (String kind : kinds) {
      if (!known.containsKey(kind)) {
        throw new ParameterException(
            spec.commandLine(),
            "there is no kind of fault named '" + kind + "'; choose among " + known.keySet());
      }
    }
  }

  private List<Long> seedsToRun() {
    long start = first.orElseGet(() -> (long) new SecureRandom().nextInt(1_000_000));
    return LongStream.range(start, start + seeds).boxed().toList();
  }

  private Path worlds() {
    try {
      return directory.isPresent()
          ? Files.createDirectories(directory.get()).toAbsolutePath()
          : Files.createTempDirectory("tailrace-faults");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a directory for the worlds", e);
    }
  }

  private void print(Scoreboard board) {
    if (output.isJson()) {
      output.printJson(board.report());
      return;
    }
    output.out().println(board.text());
    output.out().flush();
  }
}
