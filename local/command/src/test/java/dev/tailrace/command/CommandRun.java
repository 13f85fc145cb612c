package dev.tailrace.command;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/// What one run of the command printed and ended with.
record CommandRun(int exitCode, String out, String err) {
  static CommandRun of(List<String> arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        Tailrace.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(arguments.toArray(String[]::new));
    return new CommandRun(exitCode, out.toString(), err.toString());
  }
}
