package dev.tailrace.stack;

import dev.tailrace.clickhouse.Endpoint;
import dev.tailrace.postgres.PostgresAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// What a stack is started with.
///
/// @param data holds everything the stack keeps; created when missing
/// @param clickHouse a server of the user's own; empty starts the engine that comes with the stack
/// @param database where Tailrace's tables are
/// @param postgres a database of the user's own; empty starts the server that comes with the stack
/// @param topology settings of the topology, over the stack's own (`tailrace.…`)
/// @param sinks where the sinks begin
/// @param roll when Parquet files are ended
public record StackSettings(
    Path data,
    Ports ports,
    Optional<Endpoint> clickHouse,
    String database,
    Optional<PostgresAddress> postgres,
    Map<String, String> topology,
    SinkStart sinks,
    Roll roll) {

  /// When Parquet files are ended.
  ///
  /// @param interval slots of time that no file spans
  /// @param grace how long after a slot its files wait for more
  /// @param commitInterval least time between two commits to a table
  public record Roll(Duration interval, Duration grace, Duration commitInterval) {
    /// For a stack that somebody looks at: what was published shows within a minute.
    public static final Roll LIVE =
        new Roll(Duration.ofSeconds(30), Duration.ofSeconds(2), Duration.ofSeconds(10));

    /// For a run whose end somebody waits for.
    public static final Roll QUICK =
        new Roll(Duration.ofSeconds(5), Duration.ofMillis(500), Duration.ofSeconds(2));
  }

  /// Where the sinks begin.
  public enum SinkStart {
    /// Behind what they have stored.
    CONTINUE,
    /// At the oldest record of their topics: everything is delivered again, and nothing may change.
    FROM_ZERO
  }

  public StackSettings {
    data = data.toAbsolutePath().normalize();
    topology = Map.copyOf(topology);
  }

  /// The stack on this directory with the engines that come with it.
  public static StackSettings of(Path data, Ports ports) {
    return new StackSettings(
        data,
        ports,
        Optional.empty(),
        "default",
        Optional.empty(),
        Map.of(),
        SinkStart.CONTINUE,
        Roll.LIVE);
  }
}
