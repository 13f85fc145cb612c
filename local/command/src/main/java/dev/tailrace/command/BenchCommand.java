package dev.tailrace.command;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `tailrace bench`.
@Command(
    name = "bench",
    sortOptions = false,
    synopsisSubcommandLabel = "COMMAND",
    header = "Measure the pipeline on this machine.",
    description = {"", "Starts what it needs on 127.0.0.1 and leaves nothing behind."},
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  tailrace bench topology",
      "      how fast the topology is, beside the least that such a topology can do",
      "  tailrace bench faults --seeds 3",
      "      crash and break everything under load, and recount every store"
    },
    subcommands = {
      BenchTopologyCommand.class,
      BenchSinkCommand.class,
      BenchPathCommand.class,
      BenchFreshnessCommand.class,
      BenchQueriesCommand.class,
      BenchFaultsCommand.class,
      BenchRolloutCommand.class
    })
final class BenchCommand implements Runnable {
  @Spec private CommandSpec spec;

  /// Without a command: what there is.
  @Override
  public void run() {
    CommandLine line = spec.commandLine();
    line.usage(line.getErr());
    throw new ParameterException(line, "name what to measure");
  }
}
