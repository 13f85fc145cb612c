package dev.tailrace.command;

import dev.tailrace.postgres.PostgresAddress;
import dev.tailrace.stack.StackState;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `--postgres-…`, for commands that use a Postgres database of the user's own.
final class PostgresOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--postgres-url",
      paramLabel = "URL",
      description = {
        "JDBC URL of a Postgres database of your own: jdbc:postgresql://host:5432/database.",
        "Default: the server that comes with the stack"
      })
  private String url;

  @Option(
      names = "--postgres-user",
      paramLabel = "NAME",
      defaultValue = "${env:TAILRACE_POSTGRES_USER:-tailrace}",
      description = "Its user. Default: $TAILRACE_POSTGRES_USER, else tailrace")
  private String user;

  @Option(
      names = "--postgres-password",
      paramLabel = "PASSWORD",
      defaultValue = "${env:TAILRACE_POSTGRES_PASSWORD:-}",
      interactive = true,
      arity = "0..1",
      description = {
        "Its password; without a value it is asked for.",
        "Default: $TAILRACE_POSTGRES_PASSWORD, which no process list shows"
      })
  private String password;

  /// The user's own database, if one was named.
  Optional<PostgresAddress> address() {
    try {
      return Optional.ofNullable(url).map(named -> new PostgresAddress(named, user, password));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--postgres-url: " + e.getMessage(), e);
    }
  }

  /// The Postgres of a running stack; empty when that is of a build without one.
  Optional<PostgresAddress> of(StackState stack) {
    return stack.postgres(user, password);
  }
}
