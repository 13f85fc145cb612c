package dev.tailrace.sink;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigValue;

/// What a sink needs of the consumer that Connect runs for it, and cannot set on its own.
public final class ConsumerRule {
  /// Connector key that sets the isolation level of Connect's consumer.
  public static final String ISOLATION_LEVEL = "consumer.override.isolation.level";

  /// The only value a sink accepts.
  public static final String READ_COMMITTED = "read_committed";

  private ConsumerRule() {}

  /// The problem with these connector properties, if there is one. A consumer that shows aborted
  /// records would give the sink rows that never happened: they are no part of any batch, and as
  /// upserts they could hide the valid state behind a version that was taken back.
  public static Optional<String> problem(Map<String, String> properties) {
    String level = properties.get(ISOLATION_LEVEL);
    if (READ_COMMITTED.equals(level)) {
      return Optional.empty();
    }
    return Optional.of(
        "%s is %s; what was taken back must not be stored: set it to %s"
            .formatted(
                ISOLATION_LEVEL, level == null ? "missing" : "'" + level + "'", READ_COMMITTED));
  }

  /// Adds the problem, if there is one, to what Connect is told of a configuration.
  ///
  /// @param values of the checked keys; one more is added for the key at fault
  public static void addProblem(Map<String, String> properties, List<ConfigValue> values) {
    problem(properties)
        .ifPresent(
            problem -> {
              ConfigValue level = new ConfigValue(ISOLATION_LEVEL);
              level.addErrorMessage(problem);
              values.add(level);
            });
  }
}
