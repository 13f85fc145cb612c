package dev.tailrace.command;

import dev.tailrace.parts.Logging;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/// The `tailrace` command.
@Command(
    name = "tailrace",
    versionProvider = Version.class,
    sortOptions = false,
    synopsisSubcommandLabel = "COMMAND",
    header = "Cloudflare Workers tail events to answers.",
    description = {
      "",
      "Tailrace publishes tail events to Kafka, enriches and classifies them, and stores each"
          + " exactly once where you can query it."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done, or the check passed",
      "1:it failed, or the check did not pass",
      "2:wrong use of the command"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  tailrace up --sample",
      "      start the whole stack, with recorded events flowing",
      "  tailrace produce events.jsonl",
      "      publish the events of a file",
      "  npx wrangler tail my-worker --format json | tailrace produce -",
      "      publish the events of a Worker as they happen",
      "",
      "'tailrace COMMAND --help' explains a command and shows examples."
    },
    subcommands = {
      UpCommand.class,
      ProduceCommand.class,
      ProcessCommand.class,
      AuditCommand.class,
      DoctorCommand.class,
      QueryCommand.class,
      ThingCommand.class,
      SchemaCommand.class,
      RebuildWindowsCommand.class,
      RebuildThingsCommand.class,
      DlqCommand.class,
      ResetCommand.class,
      CleanCommand.class,
      CostCommand.class,
      BenchCommand.class
    })
public final class Tailrace implements Runnable {
  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = CommandLine.ScopeType.INHERIT,
      description = "Show this help.")
  @SuppressWarnings("unused") // picocli itself acts on it
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version.")
  @SuppressWarnings("unused") // picocli itself acts on it
  private boolean version;

  @Option(
      names = {"-v", "--verbose"},
      scope = CommandLine.ScopeType.INHERIT,
      description = "Log what happens to stderr, and show where errors come from.")
  private boolean verbose;

  /// Runs the command and ends the process with its exit code.
  public static void main(String[] args) {
    System.exit(run(args));
  }

  /// Runs the command in this process.
  ///
  /// @return the exit code: an [ExitCode]
  public static int run(String... args) {
    return commandLine().execute(args);
  }

  static CommandLine commandLine() {
    Tailrace tailrace = new Tailrace();
    ErrorPrinter errors = new ErrorPrinter(() -> tailrace.verbose);
    return new CommandLine(tailrace)
        .setUsageHelpAutoWidth(true)
        .setExecutionStrategy(tailrace::execute)
        .setParameterExceptionHandler(errors)
        .setExecutionExceptionHandler(errors);
  }

  private int execute(ParseResult parsed) {
    Logging.toConsole(verbose ? Logging.Detail.VERBOSE : Logging.Detail.QUIET);
    return new CommandLine.RunLast().execute(parsed);
  }

  /// Without a command: what there is.
  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getErr();
    spec.commandLine().usage(out);
    throw new CommandLine.ParameterException(spec.commandLine(), "name a command");
  }
}
