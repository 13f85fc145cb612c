package dev.tailrace.command;

import dev.tailrace.clickhouse.SchemaException;
import dev.tailrace.engines.EngineException;
import dev.tailrace.lake.LakeSchemaException;
import dev.tailrace.letters.LettersException;
import dev.tailrace.postgres.PostgresException;
import dev.tailrace.produce.PublishException;
import dev.tailrace.rebuild.RebuildException;
import dev.tailrace.stack.StackException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/// Says on stderr what went wrong, in one line, and gives the exit code.
final class ErrorPrinter implements IParameterExceptionHandler, IExecutionExceptionHandler {
  private final BooleanSupplier verbose;

  ErrorPrinter(BooleanSupplier verbose) {
    this.verbose = verbose;
  }

  @Override
  public int handleParseException(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("tailrace: " + firstLine(e.getMessage()) + nearest(e));
    err.println("'" + command.getCommandSpec().qualifiedName() + " --help' explains its use.");
    err.flush();
    return ExitCode.WRONG_USE;
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
    if (e instanceof ParameterException wrongUse) {
      return handleParseException(wrongUse, new String[0]);
    }
    PrintWriter err = command.getErr();
    err.println("tailrace: " + message(e));
    if (verbose.getAsBoolean()) {
      e.printStackTrace(err);
    } else {
      // Not for the console: the log file, where there is one, tells where it came from.
      LoggerFactory.getLogger(ErrorPrinter.class).info("the command failed", e);
    }
    err.flush();
    return ExitCode.FAILED;
  }

  /// Exceptions that name thing, value and remedy are printed as they are; any other is a defect.
  private static String message(Exception e) {
    return switch (e) {
      case PublishException known -> known.getMessage();
      case StackException known -> known.getMessage();
      case RebuildException known -> known.getMessage();
      case LettersException known -> known.getMessage();
      case LakeSchemaException known -> known.getMessage();
      case EngineException known -> known.getMessage();
      case SchemaException known -> known.getMessage();
      case PostgresException known -> known.getMessage();
      case UncheckedIOException io -> io.getMessage();
      case IOException io -> io.getMessage() == null ? io.toString() : io.getMessage();
      case IllegalStateException known when known.getMessage() != null -> known.getMessage();
      default -> "unexpected " + e + "; run it with --verbose to see where, and report it";
    };
  }

  private static String nearest(ParameterException e) {
    if (!(e instanceof UnmatchedArgumentException unmatched)) {
      return "";
    }
    List<String> suggestions = unmatched.getSuggestions();
    return suggestions.isEmpty()
        ? ""
        : suggestions.stream().limit(2).collect(Collectors.joining(" or ", "; did you mean ", "?"));
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("wrong use");
  }
}
