package dev.tailrace.command;

import dev.tailrace.stack.StackState;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/// `--data`, for commands that start a stack or use one.
final class DataOptions {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "${env:TAILRACE_DATA:-${sys:user.home}/.local/share/tailrace}",
      showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER,
      description = {
        "Where the stack keeps its data.",
        "Default: $TAILRACE_DATA, else ~/.local/share/tailrace"
      })
  private Path directory;

  Path directory() {
    return directory.toAbsolutePath().normalize();
  }

  /// The log file of a stack on this directory.
  Path log() {
    return directory().resolve("tailrace.log");
  }

  /// The stack that runs on this directory.
  Optional<StackState> runningStack() {
    return StackState.read(directory());
  }
}
