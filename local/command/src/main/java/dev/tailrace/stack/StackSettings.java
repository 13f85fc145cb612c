package dev.tailrace.stack;

import dev.tailrace.clickhouse.Endpoint;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// What a stack is started with.
///
/// @param data holds everything the stack keeps; created when missing
/// @param clickHouse a server of the user's own; empty starts the engine that comes with the stack
/// @param database where Tailrace's tables are
/// @param topology settings of the topology, over the stack's own (`tailrace.…`)
/// @param sinks where the sinks begin
public record StackSettings(
    Path data,
    Ports ports,
    Optional<Endpoint> clickHouse,
    String database,
    Map<String, String> topology,
    SinkStart sinks) {

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

  /// The stack on this directory with the engine that comes with it.
  public static StackSettings of(Path data, Ports ports) {
    return new StackSettings(
        data, ports, Optional.empty(), "default", Map.of(), SinkStart.CONTINUE);
  }
}
