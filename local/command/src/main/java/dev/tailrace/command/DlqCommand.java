package dev.tailrace.command;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `tailrace dlq`.
@Command(
    name = "dlq",
    sortOptions = false,
    synopsisSubcommandLabel = "COMMAND",
    header = "List, show and replay dead letters.",
    description = {
      "",
      "A dead letter is a record that was refused: its original key and bytes, with headers that"
          + " say why and where it came from."
    },
    optionListHeading = "%nOptions:%n",
    commandListHeading = "%nCommands:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  tailrace dlq list --summary",
      "      what was refused, and how often",
      "  tailrace dlq show 0-123",
      "      one letter with all its bytes",
      "  tailrace dlq replay --reason unknown-schema",
      "      after a fix: publish those again, each once"
    },
    subcommands = {DlqListCommand.class, DlqShowCommand.class, DlqReplayCommand.class})
final class DlqCommand implements Runnable {
  @Spec private CommandSpec spec;

  /// Without a command: what there is.
  @Override
  public void run() {
    CommandLine command = spec.commandLine();
    command.usage(command.getErr());
    throw new ParameterException(command, "name a command: list, show or replay");
  }
}
