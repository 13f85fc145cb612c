package dev.tailrace.command;

import dev.tailrace.clickhouse.Endpoint;
import java.net.URI;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `--clickhouse-…`, for commands that use a ClickHouse server of the user's own.
final class ClickHouseOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--clickhouse-url",
      paramLabel = "URL",
      description = {
        "HTTP address of a ClickHouse server of your own, such as http://127.0.0.1:8123.",
        "Default: the engine that comes with the stack"
      })
  private URI url;

  @Option(
      names = "--clickhouse-user",
      paramLabel = "NAME",
      defaultValue = "${env:TAILRACE_CLICKHOUSE_USER:-default}",
      description = "Its user. Default: $TAILRACE_CLICKHOUSE_USER, else default")
  private String user;

  @Option(
      names = "--clickhouse-password",
      paramLabel = "PASSWORD",
      defaultValue = "${env:TAILRACE_CLICKHOUSE_PASSWORD:-}",
      interactive = true,
      arity = "0..1",
      description = {
        "Its password; without a value it is asked for.",
        "Default: $TAILRACE_CLICKHOUSE_PASSWORD, which no process list shows"
      })
  private String password;

  @Option(
      names = "--database",
      paramLabel = "NAME",
      defaultValue = "default",
      description = "The database with Tailrace's tables. Default: ${DEFAULT-VALUE}")
  private String database;

  /// The user's own server, if one was named.
  Optional<Endpoint> endpoint() {
    try {
      return Optional.ofNullable(url).map(address -> new Endpoint(address, user, password));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--clickhouse-url: " + e.getMessage(), e);
    }
  }

  String database() {
    return database;
  }
}
