package dev.tailrace.command;

import dev.tailrace.engines.FileTree;
import dev.tailrace.faults.Rollout;
import dev.tailrace.faults.RolloutReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `tailrace bench rollout`.
@Command(
    name = "rollout",
    sortOptions = false,
    header = "Scale and restart topology instances while events flow, and recount.",
    description = {
      "",
      "Starts the pipeline as processes of its own with two topology instances, and lets events"
          + " flow. A third one joins; each is restarted in order; one is killed and the others"
          + " take its partitions; one ends in order. Says for how long each step kept events from"
          + " being read, and audits every store. Takes about four minutes.",
      "",
      "Ends with 0 when nothing was lost, doubled or changed; else with 1, and the data is kept."
    },
    optionListHeading = "%nOptions:%n")
final class BenchRolloutCommand implements Callable<Integer> {
  private static final int SEEDS = 1_000_000;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "5000",
      description = "Events a second. Default: ${DEFAULT-VALUE}")
  private int eventsPerSecond;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Decides the events' contents. Default: a random one, which is printed")
  private Optional<Long> seed;

  @Mixin private OutputOptions output;

  @Override
  public Integer call() throws IOException {
    long chosen = seed.orElseGet(() -> (long) new SecureRandom().nextInt(SEEDS));
    Path directory = Files.createTempDirectory("tailrace-rollout");
    output.say("seed " + chosen + ", in " + directory);
    RolloutReport report = new Rollout(directory, chosen, eventsPerSecond).run(output::say);
    if (output.isJson()) {
      output.printJson(report);
    } else {
      output.out().print(report.text());
      output.out().flush();
    }
    if (!report.addsUp()) {
      return ExitCode.FAILED;
    }
    FileTree.delete(directory);
    return ExitCode.OK;
  }
}
